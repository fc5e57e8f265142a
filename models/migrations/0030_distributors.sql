-- migrate:up
-- Who may earn from what they share and at which rates, who asked to, and how much of what sold in a month each of them brought.

-- How somebody qualifies. The latest line holds; before the first everybody does.
CREATE TABLE distribution_setting (
  id uuid PRIMARY KEY,
  mode text NOT NULL CHECK (mode IN ('OPEN', 'BY_APPLICATION', 'BY_SPEND')),
  -- What somebody must have bought and kept, in fen.
  spend_fen bigint,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  person_id uuid NOT NULL REFERENCES person (id),
  set_at timestamptz NOT NULL,
  CONSTRAINT distribution_setting_says_how_much CHECK ((mode = 'BY_SPEND') = (spend_fen IS NOT NULL) AND spend_fen > 0)
);
CREATE INDEX distribution_setting_latest ON distribution_setting (set_at DESC, id DESC);
CREATE TRIGGER distribution_setting_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON distribution_setting
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What is known of somebody as a distributor; whoever has no row is like everybody else.
CREATE TABLE distributor (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL UNIQUE REFERENCES person (id),
  since_at timestamptz NOT NULL,
  approved_at timestamptz,
  level text NOT NULL DEFAULT 'BRONZE' CHECK (level IN ('BRONZE', 'SILVER', 'GOLD')),
  level_at timestamptz NOT NULL,
  -- Settled sales of the ninety days that the level was worked out from, and for which month.
  sold_fen bigint NOT NULL DEFAULT 0 CHECK (sold_fen >= 0),
  assessed_for date NOT NULL CHECK (extract(day FROM assessed_for) = 1),
  -- Until when a level that an operator gave is kept, whatever is sold.
  given_until timestamptz,
  suspended_at timestamptz,
  suspended_for text,
  CONSTRAINT distributor_suspended_for_a_reason CHECK ((suspended_at IS NULL) = (suspended_for IS NULL))
);
CREATE INDEX distributor_to_assess ON distributor (assessed_for, person_id);
CREATE INDEX distributor_newest ON distributor (since_at, id);
CREATE INDEX distributor_suspended ON distributor (since_at, id) WHERE suspended_at IS NOT NULL;
CREATE TRIGGER distributor_never_removed BEFORE DELETE OR TRUNCATE ON distributor
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE distributor_application (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  applied_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'APPROVED', 'REJECTED')),
  decided_by_id uuid REFERENCES person (id),
  decided_at timestamptz,
  answer text,
  CONSTRAINT distributor_application_decided CHECK ((status = 'WAITING') = (decided_at IS NULL)
    AND (decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (answer IS NULL)),
  CONSTRAINT distributor_application_by_another CHECK (decided_by_id <> person_id)
);
-- One at a time, whoever presses twice.
CREATE UNIQUE INDEX distributor_application_waits_once ON distributor_application (person_id) WHERE status = 'WAITING';
CREATE INDEX distributor_application_of ON distributor_application (person_id, applied_at, id);
CREATE INDEX distributor_application_oldest ON distributor_application (status, applied_at, id);
CREATE INDEX distributor_application_all ON distributor_application (applied_at, id);
CREATE FUNCTION distributor_application_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'WAITING' OR (NEW.id, NEW.person_id, NEW.reason, NEW.applied_at)
     IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.reason, OLD.applied_at) THEN
    RAISE EXCEPTION 'an application is decided once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER distributor_application_kept BEFORE UPDATE ON distributor_application
  FOR EACH ROW EXECUTE FUNCTION distributor_application_kept();
CREATE TRIGGER distributor_application_never_removed BEFORE DELETE OR TRUNCATE ON distributor_application
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Read at payment, where what somebody kept decides whether their upline may earn.
CREATE INDEX order_kept_by ON orders (person_id) WHERE settled_at IS NOT NULL;

-- What a month's ranking was counted at, and what each person brought in it; counted anew every few minutes.
CREATE TABLE sales_count (
  month date PRIMARY KEY CHECK (extract(day FROM month) = 1),
  counted_at timestamptz NOT NULL
);
CREATE TABLE sales_month (
  id uuid PRIMARY KEY,
  month date NOT NULL REFERENCES sales_count (month),
  person_id uuid NOT NULL REFERENCES person (id),
  orders integer NOT NULL CHECK (orders > 0),
  sold_fen bigint NOT NULL CHECK (sold_fen > 0),
  -- Among those who may be shown: nobody who was suspended or closed their account when it was counted.
  place integer CHECK (place >= 1),
  UNIQUE (month, person_id)
);
CREATE INDEX sales_month_rank ON sales_month (month, place) WHERE place IS NOT NULL;
-- Orders that whoever led the buyer here brought: of a month, and of one of them.
CREATE INDEX order_upline_brought ON order_upline (copied_at, person_id) WHERE level = 1;
CREATE INDEX order_upline_sold ON order_upline (person_id, copied_at) WHERE level = 1;
