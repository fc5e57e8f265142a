-- migrate:up
CREATE TABLE person (
  id uuid PRIMARY KEY,
  handle text NOT NULL CONSTRAINT person_handle_taken UNIQUE
    CHECK (handle = lower(handle) AND length(handle) BETWEEN 3 AND 32),
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 40),
  password_hash text NOT NULL,
  role text NOT NULL DEFAULT 'CUSTOMER' CHECK (role IN ('CUSTOMER', 'MERCHANT', 'OPERATOR')),
  created_at timestamptz NOT NULL
);

-- The token itself is never stored: who reads this table cannot sign in with it.
CREATE TABLE session (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CHECK (expires_at > created_at)
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE address (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  recipient text NOT NULL CHECK (length(recipient) BETWEEN 1 AND 40),
  phone text NOT NULL CHECK (length(phone) BETWEEN 5 AND 20),
  region text NOT NULL CHECK (length(region) BETWEEN 1 AND 80),
  detail text NOT NULL CHECK (length(detail) BETWEEN 1 AND 200),
  is_default boolean NOT NULL,
  created_at timestamptz NOT NULL,
  removed_at timestamptz
);
CREATE INDEX address_person ON address (person_id);
CREATE UNIQUE INDEX address_one_default ON address (person_id) WHERE is_default AND removed_at IS NULL;

CREATE TABLE merchant (
  id uuid PRIMARY KEY,
  slug text NOT NULL CONSTRAINT merchant_slug_taken UNIQUE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  name_en text NOT NULL DEFAULT '',
  about text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL
);

CREATE TABLE merchant_staff (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  person_id uuid NOT NULL REFERENCES person (id),
  UNIQUE (merchant_id, person_id)
);
CREATE INDEX merchant_staff_person ON merchant_staff (person_id);

-- What was done by whom, for at least three years: rows are only ever added.
CREATE TABLE audit_entry (
  id uuid PRIMARY KEY,
  person_id uuid REFERENCES person (id),
  verb text NOT NULL,
  subject text NOT NULL,
  reason text NOT NULL DEFAULT '',
  body jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
