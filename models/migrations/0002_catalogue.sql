-- migrate:up
CREATE TABLE category (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  position integer NOT NULL DEFAULT 0
);

CREATE TABLE product (
  id uuid PRIMARY KEY,
  slug text NOT NULL CONSTRAINT product_slug_taken UNIQUE,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  category_id uuid NOT NULL REFERENCES category (id),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
  title_en text NOT NULL DEFAULT '',
  about text NOT NULL DEFAULT '',
  about_en text NOT NULL DEFAULT '',
  origin text NOT NULL DEFAULT '',
  pictures jsonb NOT NULL DEFAULT '[]',
  -- The lowest price among its SKUs, kept here so that a page sorted by price is one index.
  price_fen bigint NOT NULL DEFAULT 0 CHECK (price_fen >= 0),
  created_at timestamptz NOT NULL,
  withdrawn_at timestamptz
);
CREATE INDEX product_merchant ON product (merchant_id);
CREATE INDEX product_category ON product (category_id);
CREATE INDEX product_price ON product (price_fen, id);

CREATE TABLE sku (
  id uuid PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES product (id),
  code text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  name_en text NOT NULL DEFAULT '',
  price_fen bigint NOT NULL CHECK (price_fen > 0),
  stock integer NOT NULL CHECK (stock >= 0),
  taken integer NOT NULL DEFAULT 0,
  position integer NOT NULL DEFAULT 0,
  UNIQUE (product_id, code),
  CONSTRAINT sku_never_oversold CHECK (taken BETWEEN 0 AND stock)
);

CREATE TABLE favourite (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  product_id uuid NOT NULL REFERENCES product (id),
  created_at timestamptz NOT NULL,
  UNIQUE (person_id, product_id)
);
