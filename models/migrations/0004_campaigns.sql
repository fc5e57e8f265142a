-- migrate:up
CREATE TABLE campaign (
  id uuid PRIMARY KEY,
  slug text NOT NULL CONSTRAINT campaign_slug_taken UNIQUE,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  product_id uuid NOT NULL REFERENCES product (id),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
  kind text NOT NULL CHECK (kind IN ('ORDINARY', 'SECKILL', 'SUPER', 'TRIAL', 'LOTTERY', 'CUSTOM')),
  status text NOT NULL DEFAULT 'DRAFT' CHECK (status IN ('DRAFT', 'PUBLISHED', 'PAUSED', 'ENDED')),
  size integer NOT NULL CHECK (size BETWEEN 2 AND 100000),
  completes_at_size integer CHECK (completes_at_size BETWEEN 2 AND size),
  hours_to_fill integer NOT NULL CHECK (hours_to_fill BETWEEN 1 AND 168),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  limit_per_person integer NOT NULL CHECK (limit_per_person >= 1),
  max_quantity integer NOT NULL CHECK (max_quantity >= 1),
  leader_discount_fen bigint NOT NULL DEFAULT 0 CHECK (leader_discount_fen >= 0),
  -- What only some kinds have: prizes, ladder, draw method.
  terms jsonb NOT NULL DEFAULT '{}',
  rules jsonb,
  rules_hash text CHECK (length(rules_hash) = 64),
  -- Its lowest SKU's, so that a page sorted by price is one index.
  team_price_fen bigint NOT NULL DEFAULT 0 CHECK (team_price_fen >= 0),
  created_at timestamptz NOT NULL,
  published_at timestamptz,
  ended_at timestamptz,
  CHECK (ends_at > starts_at),
  CONSTRAINT campaign_published_is_frozen CHECK
    (status = 'DRAFT' OR (rules IS NOT NULL AND rules_hash IS NOT NULL AND published_at IS NOT NULL)),
  CHECK ((status = 'ENDED') = (ended_at IS NOT NULL))
);
CREATE INDEX campaign_running ON campaign (status, ends_at);
CREATE INDEX campaign_merchant ON campaign (merchant_id);
CREATE INDEX campaign_product ON campaign (product_id);

CREATE TABLE campaign_sku (
  id uuid PRIMARY KEY,
  campaign_id uuid NOT NULL REFERENCES campaign (id),
  sku_id uuid NOT NULL REFERENCES sku (id),
  team_price_fen bigint NOT NULL CHECK (team_price_fen > 0),
  stock integer NOT NULL CHECK (stock >= 0),
  taken integer NOT NULL DEFAULT 0,
  UNIQUE (campaign_id, sku_id),
  CONSTRAINT campaign_sku_never_oversold CHECK (taken BETWEEN 0 AND stock)
);

-- How often a person bought in a campaign; the limit stands beside the count so that the database can compare.
CREATE TABLE purchase_count (
  id uuid PRIMARY KEY,
  campaign_id uuid NOT NULL REFERENCES campaign (id),
  person_id uuid NOT NULL REFERENCES person (id),
  most integer NOT NULL CHECK (most >= 1),
  taken integer NOT NULL,
  UNIQUE (campaign_id, person_id),
  CONSTRAINT purchase_count_within_limit CHECK (taken BETWEEN 0 AND most)
);

-- Published rules never change: only the status and its instants may, and only forwards.
CREATE FUNCTION campaign_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.status <> 'DRAFT' THEN
      RAISE EXCEPTION 'a published campaign is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.status = 'DRAFT' THEN
    IF NEW.status NOT IN ('DRAFT', 'PUBLISHED') THEN
      RAISE EXCEPTION 'a draft is published first' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - 'status' - 'ended_at' IS DISTINCT FROM to_jsonb(OLD) - 'status' - 'ended_at' THEN
    RAISE EXCEPTION 'published rules are frozen' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.status = 'DRAFT' OR (OLD.status = 'ENDED' AND NEW.status <> 'ENDED') THEN
    RAISE EXCEPTION 'a campaign goes from % to % never', OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER campaign_frozen BEFORE UPDATE OR DELETE ON campaign FOR EACH ROW EXECUTE FUNCTION campaign_frozen();

-- Prices are part of the rules; stock may be returned (never added) once published.
CREATE FUNCTION campaign_sku_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row campaign_sku := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  is_draft boolean := (SELECT status = 'DRAFT' FROM campaign WHERE id = row.campaign_id);
BEGIN
  IF NOT is_draft AND (TG_OP <> 'UPDATE' OR NEW.team_price_fen <> OLD.team_price_fen OR NEW.stock > OLD.stock
                       OR NEW.sku_id <> OLD.sku_id OR NEW.campaign_id <> OLD.campaign_id) THEN
    RAISE EXCEPTION 'published rules are frozen' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN row;
END $$;
CREATE TRIGGER campaign_sku_frozen BEFORE INSERT OR UPDATE OR DELETE ON campaign_sku
  FOR EACH ROW EXECUTE FUNCTION campaign_sku_frozen();
