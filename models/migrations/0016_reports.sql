-- migrate:up
-- A report is owed by whoever won a trial: a review of the product, by a date.
CREATE TABLE report (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL UNIQUE REFERENCES orders (id),
  person_id uuid NOT NULL REFERENCES person (id),
  product_id uuid NOT NULL REFERENCES product (id),
  owed_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  rating integer CHECK (rating BETWEEN 1 AND 5),
  text text CHECK (length(text) BETWEEN 10 AND 2000),
  -- Ids of its pictures, in the writer's order.
  pictures jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(pictures) = 'array'),
  submitted_at timestamptz,
  overdue_told_at timestamptz,
  excused_at timestamptz,
  excuse text CHECK (length(excuse) BETWEEN 1 AND 200),
  CONSTRAINT report_due_later CHECK (due_at > owed_at),
  CONSTRAINT report_whole_or_owed CHECK (CASE
    WHEN submitted_at IS NULL THEN rating IS NULL AND text IS NULL AND jsonb_array_length(pictures) = 0
    ELSE rating IS NOT NULL AND text IS NOT NULL AND jsonb_array_length(pictures) BETWEEN 1 AND 9 END),
  CONSTRAINT report_excused_with_reason CHECK ((excused_at IS NULL) = (excuse IS NULL))
);
CREATE INDEX report_person ON report (person_id, owed_at, id);
CREATE INDEX report_owed ON report (person_id, due_at) WHERE submitted_at IS NULL AND excused_at IS NULL;
CREATE INDEX report_overdue ON report (due_at)
  WHERE submitted_at IS NULL AND excused_at IS NULL AND overdue_told_at IS NULL;
CREATE INDEX report_of_product ON report (product_id, submitted_at, id) WHERE submitted_at IS NOT NULL;

-- What was published stays as it was written, and who owed it and when.
CREATE FUNCTION report_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.submitted_at IS NOT NULL THEN
    RAISE EXCEPTION 'report % was submitted', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.id, NEW.order_id, NEW.person_id, NEW.product_id, NEW.owed_at, NEW.due_at)
     IS DISTINCT FROM (OLD.id, OLD.order_id, OLD.person_id, OLD.product_id, OLD.owed_at, OLD.due_at) THEN
    RAISE EXCEPTION 'a report is owed as it was promised' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER report_stands BEFORE UPDATE ON report FOR EACH ROW EXECUTE FUNCTION report_stands();
CREATE TRIGGER report_never_removed BEFORE DELETE OR TRUNCATE ON report
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What people sent of the goods they have: kept here, so that every process serves the same.
CREATE TABLE picture (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  -- None yet: it waits for its report, for a day.
  report_id uuid REFERENCES report (id),
  media_type text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png')),
  content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 2097152),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  uploaded_at timestamptz NOT NULL
);
ALTER TABLE picture ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX picture_waiting ON picture (person_id, sha256) WHERE report_id IS NULL;
CREATE INDEX picture_forgotten ON picture (uploaded_at) WHERE report_id IS NULL;
CREATE INDEX picture_report ON picture (report_id);

-- What a member of a large team got back of the price of the smallest size, once it formed.
CREATE TABLE rebate (
  order_id uuid PRIMARY KEY REFERENCES orders (id),
  team_id uuid NOT NULL REFERENCES team (id),
  rung_size integer NOT NULL CHECK (rung_size >= 2),
  price_fen bigint NOT NULL CHECK (price_fen > 0),
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
  made_at timestamptz NOT NULL
);
CREATE INDEX rebate_team ON rebate (team_id);
CREATE TRIGGER rebate_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rebate
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Everybody in a large team has the price that was reached before it is settled.
CREATE FUNCTION super_team_settles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM rebate WHERE team_id = NEW.id) <> NEW.seats_filled THEN
    RAISE EXCEPTION 'team % settles before everybody has its price', NEW.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER super_team_settles BEFORE UPDATE ON team FOR EACH ROW
  WHEN (NEW.kind = 'SUPER' AND NEW.status = 'SETTLED' AND OLD.status <> 'SETTLED')
  EXECUTE FUNCTION super_team_settles();

-- The parts in which a winner's shopping fund becomes spendable.
CREATE TABLE fund_release (
  id uuid PRIMARY KEY,
  award_id uuid NOT NULL REFERENCES award (id),
  k integer NOT NULL CHECK (k >= 1),
  due_at timestamptz NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
  released_at timestamptz,
  UNIQUE (award_id, k),
  CHECK (released_at >= due_at)
);
CREATE INDEX fund_release_due ON fund_release (due_at) WHERE released_at IS NULL;

CREATE FUNCTION fund_release_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.released_at IS NOT NULL THEN
    RAISE EXCEPTION 'part % of award % was released', OLD.k, OLD.award_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.id, NEW.award_id, NEW.k) IS DISTINCT FROM (OLD.id, OLD.award_id, OLD.k) THEN
    RAISE EXCEPTION 'a part of a fund stays the part it is' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fund_release_stands BEFORE UPDATE ON fund_release
  FOR EACH ROW EXECUTE FUNCTION fund_release_stands();
CREATE TRIGGER fund_release_never_removed BEFORE DELETE OR TRUNCATE ON fund_release
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Looked at when all is written: what is locked of a fund is what its parts to come hold, to the fen.
CREATE FUNCTION fund_is_its_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted uuid := CASE TG_TABLE_NAME WHEN 'award' THEN NEW.id ELSE (to_jsonb(NEW)->>'award_id')::uuid END;
BEGIN
  IF (SELECT fund_fen - fund_released_fen - fund_taken_fen FROM award WHERE id = wanted)
     <> coalesce((SELECT sum(amount_fen) FROM fund_release WHERE award_id = wanted AND released_at IS NULL), 0) THEN
    RAISE EXCEPTION 'the parts of award % are not what is left of its fund', wanted
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER award_fund_is_in_parts
  AFTER INSERT OR UPDATE OF fund_fen, fund_released_fen, fund_taken_fen ON award
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fund_is_its_parts();
CREATE CONSTRAINT TRIGGER fund_release_is_a_part AFTER UPDATE ON fund_release
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fund_is_its_parts();
