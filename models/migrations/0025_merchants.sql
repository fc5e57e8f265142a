-- migrate:up
-- What a merchant is, whether it sells, and what has to stay down on its deposit while it does.
ALTER TABLE merchant
  ADD COLUMN kind text NOT NULL DEFAULT 'COMPANY' CHECK (kind IN ('COMPANY', 'SUPPLIER', 'INDIVIDUAL')),
  ADD COLUMN status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'SUSPENDED', 'CLOSED')),
  ADD COLUMN status_reason text NOT NULL DEFAULT '',
  ADD COLUMN status_at timestamptz,
  ADD COLUMN contact text NOT NULL DEFAULT '' CHECK (length(contact) <= 120),
  ADD COLUMN deposit_least_fen bigint NOT NULL DEFAULT 0 CHECK (deposit_least_fen >= 0),
  ADD CONSTRAINT merchant_stopped_with_reason CHECK (
    status = 'ACTIVE' OR (length(status_reason) BETWEEN 1 AND 500 AND status_at IS NOT NULL));
CREATE INDEX merchant_newest ON merchant (created_at, id);

-- Who is closed stays closed: what it owes and is owed goes on, and nothing else.
CREATE FUNCTION merchant_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'merchant % is closed', OLD.slug USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER merchant_stays_closed BEFORE UPDATE ON merchant FOR EACH ROW
  WHEN (OLD.status = 'CLOSED' AND NEW.status <> 'CLOSED') EXECUTE FUNCTION merchant_stays_closed();

-- What each of its people does there.
ALTER TABLE merchant_staff
  ADD COLUMN duties jsonb NOT NULL DEFAULT '["OWNER"]' CHECK (
    jsonb_typeof(duties) = 'array' AND jsonb_array_length(duties) BETWEEN 1 AND 6
    AND duties <@ '["OWNER", "CATALOGUE", "CAMPAIGNS", "ORDERS", "SERVICE", "FINANCE"]'),
  ADD COLUMN added_at timestamptz;

-- Two owners who remove each other at once meet at their merchant's row.
CREATE FUNCTION merchant_keeps_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM merchant WHERE id = OLD.merchant_id FOR NO KEY UPDATE;
  IF NOT EXISTS (SELECT 1 FROM merchant_staff WHERE merchant_id = OLD.merchant_id AND duties @> '["OWNER"]') THEN
    RAISE EXCEPTION 'merchant % would have no owner', OLD.merchant_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER merchant_keeps_an_owner AFTER UPDATE OR DELETE ON merchant_staff FOR EACH ROW
  WHEN (OLD.duties @> '["OWNER"]') EXECUTE FUNCTION merchant_keeps_an_owner();

-- Somebody asks to sell here; an operator decides.
CREATE TABLE merchant_application (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  kind text NOT NULL CHECK (kind IN ('COMPANY', 'SUPPLIER', 'INDIVIDUAL')),
  slug text NOT NULL CHECK (length(slug) BETWEEN 1 AND 60),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  about text NOT NULL DEFAULT '' CHECK (length(about) <= 2000),
  contact text NOT NULL CHECK (length(contact) BETWEEN 1 AND 120),
  -- As registered; of an INDIVIDUAL the person's own name.
  legal_name text NOT NULL CHECK (length(legal_name) BETWEEN 1 AND 80),
  -- 统一社会信用代码; of an INDIVIDUAL the last four signs of the identity number, and no more.
  licence text NOT NULL CHECK (CASE kind WHEN 'INDIVIDUAL' THEN licence ~ '^[0-9]{3}[0-9X]$'
    ELSE licence ~ '^[0-9A-HJ-NP-RTUWXY]{18}$' END),
  pictures jsonb NOT NULL DEFAULT '[]' CHECK (
    jsonb_typeof(pictures) = 'array' AND jsonb_array_length(pictures) BETWEEN 1 AND 9),
  status text NOT NULL DEFAULT 'APPLIED' CHECK (status IN ('APPLIED', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  reason text NOT NULL DEFAULT '',
  merchant_id uuid UNIQUE REFERENCES merchant (id),
  applied_at timestamptz NOT NULL,
  decided_at timestamptz,
  decided_by_id uuid REFERENCES person (id),
  CONSTRAINT application_decided_at_once CHECK ((status = 'APPLIED') = (decided_at IS NULL)),
  CONSTRAINT application_decided_by_another CHECK (CASE
    WHEN status IN ('APPROVED', 'REJECTED') THEN decided_by_id IS NOT NULL AND decided_by_id <> person_id
    ELSE decided_by_id IS NULL END),
  CONSTRAINT application_rejected_with_reason CHECK (status <> 'REJECTED' OR length(reason) BETWEEN 1 AND 500),
  CONSTRAINT application_approved_makes_merchant CHECK ((status = 'APPROVED') = (merchant_id IS NOT NULL))
);
CREATE UNIQUE INDEX application_one_open ON merchant_application (person_id) WHERE status = 'APPLIED';
CREATE INDEX application_of_person ON merchant_application (person_id, applied_at, id);
CREATE INDEX application_waiting ON merchant_application (applied_at, id) WHERE status = 'APPLIED';
CREATE INDEX application_newest ON merchant_application (applied_at, id);

CREATE FUNCTION application_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'APPLIED' THEN
    RAISE EXCEPTION 'application % was decided', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.id, NEW.person_id, NEW.kind, NEW.slug, NEW.name, NEW.about, NEW.contact, NEW.legal_name, NEW.licence,
      NEW.pictures, NEW.applied_at) IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.kind, OLD.slug, OLD.name, OLD.about,
      OLD.contact, OLD.legal_name, OLD.licence, OLD.pictures, OLD.applied_at) THEN
    RAISE EXCEPTION 'an application is decided as it was written' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER application_stands BEFORE UPDATE ON merchant_application
  FOR EACH ROW EXECUTE FUNCTION application_stands();
CREATE TRIGGER application_never_removed BEFORE DELETE OR TRUNCATE ON merchant_application
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Pictures for other things than reports: what they are sent for, and of which row they became a part.
ALTER TABLE picture
  ADD COLUMN use text NOT NULL DEFAULT 'REPORT',
  ADD COLUMN kept_id uuid,
  ADD CONSTRAINT picture_of_one_thing CHECK ((use = 'REPORT' AND kept_id IS NULL) OR (use <> 'REPORT' AND report_id IS NULL));
DROP INDEX picture_waiting;
DROP INDEX picture_forgotten;
CREATE UNIQUE INDEX picture_waiting ON picture (person_id, use, sha256) WHERE report_id IS NULL AND kept_id IS NULL;
CREATE INDEX picture_forgotten ON picture (uploaded_at) WHERE report_id IS NULL AND kept_id IS NULL;
CREATE INDEX picture_kept ON picture (kept_id) WHERE kept_id IS NOT NULL;
