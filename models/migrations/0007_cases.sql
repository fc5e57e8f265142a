-- migrate:up
-- Money goes back under the number the provider took it under, whether we know that payment or not.
ALTER TABLE refund ADD COLUMN payment_number text, ADD COLUMN delayed_at timestamptz;
UPDATE refund r SET payment_number = p.number FROM payment p WHERE p.id = r.payment_id;
ALTER TABLE refund
  ALTER COLUMN payment_number SET NOT NULL,
  ALTER COLUMN payment_id DROP NOT NULL,
  DROP CONSTRAINT refund_payment_id_ordinal_key,
  ADD UNIQUE (payment_number, ordinal),
  ADD CONSTRAINT refund_numbered_after_its_payment CHECK (number = payment_number || '-' || ordinal),
  ADD CONSTRAINT refund_of_an_order_or_of_suspense CHECK (payment_id IS NOT NULL OR source = 'SUSPENSE');
CREATE INDEX refund_payment ON refund (payment_id, ordinal);
CREATE INDEX refund_delayed ON refund (delayed_at, id) WHERE delayed_at IS NOT NULL AND status <> 'SUCCEEDED';
CREATE INDEX refund_succeeded ON refund (succeeded_at) WHERE status = 'SUCCEEDED';
CREATE INDEX money_in_paid ON money_in (paid_at);

-- A case waits for a human, or for a refund that was promised, or it is over.
ALTER TABLE payment_case
  ADD COLUMN status text,
  ADD COLUMN resolution text,
  ADD COLUMN resolved_by_id uuid REFERENCES person (id),
  ADD COLUMN reason text NOT NULL DEFAULT '',
  ADD COLUMN resolved_at timestamptz;
UPDATE payment_case c
   SET status = CASE WHEN r.id IS NULL THEN 'OPEN' WHEN r.status = 'SUCCEEDED' THEN 'RESOLVED' ELSE 'REFUNDING' END,
       resolution = CASE WHEN r.id IS NOT NULL THEN 'REFUND' END,
       resolved_at = r.succeeded_at
  FROM payment_case k LEFT JOIN refund r ON r.id = k.refund_id
 WHERE k.id = c.id;
ALTER TABLE payment_case
  ALTER COLUMN status SET NOT NULL,
  DROP CONSTRAINT payment_case_refunds_what_it_knows,
  ADD CONSTRAINT payment_case_status CHECK (status IN ('OPEN', 'REFUNDING', 'RESOLVED')),
  ADD CONSTRAINT payment_case_resolution CHECK (resolution IN ('REFUND', 'RETURNED_OUTSIDE')),
  ADD CONSTRAINT payment_case_knows_its_payment CHECK ((kind = 'UNKNOWN') = (payment_id IS NULL)),
  ADD CONSTRAINT payment_case_open_until_decided CHECK ((status = 'OPEN') = (resolution IS NULL)),
  ADD CONSTRAINT payment_case_refunds_by_a_refund CHECK
    ((refund_id IS NOT NULL) = (resolution IS NOT DISTINCT FROM 'REFUND')),
  ADD CONSTRAINT payment_case_over_at_a_moment CHECK ((status = 'RESOLVED') = (resolved_at IS NOT NULL)),
  ADD CONSTRAINT payment_case_decided_with_a_reason CHECK ((resolved_by_id IS NULL) = (reason = '')),
  -- What nobody may decide but a person: money for nothing known, and money that went back by another way.
  ADD CONSTRAINT payment_case_decided_by_a_human CHECK
    (resolved_by_id IS NOT NULL OR resolution IS NULL OR (resolution = 'REFUND' AND kind <> 'UNKNOWN')),
  ADD CONSTRAINT payment_case_returned_is_over CHECK
    (resolution IS DISTINCT FROM 'RETURNED_OUTSIDE' OR status = 'RESOLVED');
CREATE INDEX payment_case_opened ON payment_case (opened_at, id);
CREATE INDEX payment_case_in_state ON payment_case (status, opened_at, id);

CREATE FUNCTION payment_case_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'RESOLVED' OR (OLD.status = 'REFUNDING' AND NEW.status = 'OPEN')
     OR (NEW.reference, NEW.kind, NEW.payment_id) IS DISTINCT FROM (OLD.reference, OLD.kind, OLD.payment_id) THEN
    RAISE EXCEPTION 'a case goes on and not back' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_case_goes_on BEFORE UPDATE ON payment_case
  FOR EACH ROW EXECUTE FUNCTION payment_case_goes_on();
CREATE TRIGGER payment_case_never_removed BEFORE DELETE OR TRUNCATE ON payment_case
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How far the provider's own list was read, and when it and its statements are looked at next; one row.
CREATE TABLE reconciler (
  id integer PRIMARY KEY CHECK (id = 1),
  receipts_after text,
  receipts_due_at timestamptz NOT NULL,
  days_due_at timestamptz NOT NULL
);
INSERT INTO reconciler (id, receipts_due_at, days_due_at) VALUES (1, '2000-01-01Z', '2000-01-01Z');

-- One Asia/Shanghai day of the provider's statement beside ours.
CREATE TABLE reconciliation (
  id uuid PRIMARY KEY,
  day date NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('RUNNING', 'DONE')),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  due_at timestamptz NOT NULL,
  file_hash text NOT NULL DEFAULT '',
  lines integer NOT NULL DEFAULT 0 CHECK (lines >= 0),
  recovered integer NOT NULL DEFAULT 0 CHECK (recovered >= 0),
  discrepancies integer NOT NULL DEFAULT 0 CHECK (discrepancies >= 0),
  last_error text NOT NULL DEFAULT '',
  begun_at timestamptz NOT NULL,
  finished_at timestamptz,
  CHECK ((state = 'DONE') = (finished_at IS NOT NULL))
);
CREATE INDEX reconciliation_begun ON reconciliation (begun_at, id);
CREATE INDEX reconciliation_due ON reconciliation (due_at) WHERE state = 'RUNNING';

-- Each line of a statement once, with what came of it: what is here is not looked at again.
CREATE TABLE statement_line (
  key text PRIMARY KEY,
  day date NOT NULL REFERENCES reconciliation (day),
  kind text NOT NULL CHECK (kind IN ('PAYMENT', 'REFUND')),
  reference text NOT NULL,
  number text NOT NULL,
  payment_number text NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  currency text NOT NULL,
  happened_at timestamptz NOT NULL,
  result text NOT NULL CHECK (result IN ('MATCHED', 'RECOVERED', 'DISCREPANT')),
  CHECK (key = kind || ':' || CASE kind WHEN 'PAYMENT' THEN reference ELSE number END)
);
CREATE INDEX statement_line_day ON statement_line (day);
CREATE TRIGGER statement_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_line
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Where the provider's books and ours say different things, until a human has seen to it.
CREATE TABLE discrepancy (
  id uuid PRIMARY KEY,
  key text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN
    ('MONEY_DIFFERS', 'MONEY_UNKNOWN_THERE', 'REFUND_DIFFERS', 'REFUND_UNKNOWN_HERE', 'REFUND_UNKNOWN_THERE')),
  day date REFERENCES reconciliation (day),
  subject text NOT NULL,
  payment_number text NOT NULL,
  here_fen bigint,
  there_fen bigint,
  currency text NOT NULL,
  found_at timestamptz NOT NULL,
  resolved_at timestamptz,
  resolved_by_id uuid REFERENCES person (id),
  reason text NOT NULL DEFAULT '',
  CONSTRAINT discrepancy_of_two_sides CHECK (CASE
    WHEN kind IN ('MONEY_UNKNOWN_THERE', 'REFUND_UNKNOWN_THERE') THEN here_fen IS NOT NULL AND there_fen IS NULL
    WHEN kind = 'REFUND_UNKNOWN_HERE' THEN here_fen IS NULL AND there_fen IS NOT NULL
    ELSE here_fen IS NOT NULL AND there_fen IS NOT NULL END),
  CONSTRAINT discrepancy_resolved_by_a_human_with_a_reason CHECK
    ((resolved_at IS NULL) = (resolved_by_id IS NULL) AND (resolved_at IS NULL) = (reason = ''))
);
CREATE INDEX discrepancy_subject ON discrepancy (subject);
CREATE INDEX discrepancy_found ON discrepancy (found_at, id);
CREATE INDEX discrepancy_open ON discrepancy (found_at, id) WHERE resolved_at IS NULL;
