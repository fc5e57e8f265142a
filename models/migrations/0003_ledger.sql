-- migrate:up
-- A movement of money is one row between two accounts of one unit, so an unbalanced entry cannot be written.

-- Which kinds of account exist; an account copies its floor from here and can have no other.
CREATE TABLE account_kind (
  kind text PRIMARY KEY,
  floored boolean NOT NULL,
  tracked boolean NOT NULL,
  CHECK (tracked OR NOT floored),
  UNIQUE (kind, floored, tracked)
);
INSERT INTO account_kind (kind, floored, tracked) VALUES
  ('CLEARING', false, false), ('ISSUANCE', false, false), ('RECEIVABLE', false, true),
  ('SUSPENSE', true, true), ('MARKETING', true, true), ('REVENUE', true, true),
  ('DIVIDEND_POOL', true, true), ('POINTS_RESERVE', true, true), ('TAX_PAYABLE', true, true),
  ('FUND', true, true), ('CREDIT', true, true), ('CASH', true, true), ('WITHDRAWING', true, true),
  ('POINTS', true, true), ('SHARES', true, true),
  ('ESCROW', true, true), ('IN_FLIGHT', true, true),
  ('DEPOSIT', true, true), ('PAYABLE', true, true), ('BUDGET', true, true);

CREATE TABLE account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  owner text NOT NULL,
  unit text NOT NULL CHECK (unit IN ('CNY', 'PTS', 'SHARE')),
  floored boolean NOT NULL,
  tracked boolean NOT NULL,
  balance bigint NOT NULL DEFAULT 0,
  UNIQUE (kind, owner, unit),
  UNIQUE (id, unit),
  FOREIGN KEY (kind, floored, tracked) REFERENCES account_kind (kind, floored, tracked),
  CONSTRAINT account_never_overdrawn CHECK (NOT floored OR balance >= 0)
);

CREATE TABLE journal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL UNIQUE,
  kind text NOT NULL,
  cause text NOT NULL,
  arguments_hash bytea NOT NULL CHECK (octet_length(arguments_hash) = 32),
  reverses bigint UNIQUE REFERENCES journal (id),
  posted_at timestamptz NOT NULL,
  -- Legs may only be added by the transaction that wrote the journal.
  xact xid8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE TABLE transfer (
  journal_id bigint NOT NULL REFERENCES journal (id),
  leg integer NOT NULL CHECK (leg >= 0),
  debit_id bigint NOT NULL,
  credit_id bigint NOT NULL,
  unit text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (journal_id, leg),
  CHECK (debit_id <> credit_id),
  FOREIGN KEY (debit_id, unit) REFERENCES account (id, unit),
  FOREIGN KEY (credit_id, unit) REFERENCES account (id, unit)
);
CREATE INDEX transfer_debit ON transfer (debit_id);
CREATE INDEX transfer_credit ON transfer (credit_id);

CREATE TRIGGER account_kind_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON account_kind
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER account_never_removed BEFORE DELETE OR TRUNCATE ON account
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A journal carries the transaction that wrote it, whatever its writer claims.
CREATE FUNCTION journal_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xact := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER journal_signed BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_signed();

CREATE FUNCTION account_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.balance <> 0 THEN
    RAISE EXCEPTION 'an account opens at zero' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_opened BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION account_opened();

-- Whoever is signed in, the owner too: a balance moves only from inside the trigger of a transfer.
CREATE FUNCTION account_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'a balance moves by transfers alone' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.id, NEW.kind, NEW.owner, NEW.unit, NEW.floored, NEW.tracked)
     IS DISTINCT FROM (OLD.id, OLD.kind, OLD.owner, OLD.unit, OLD.floored, OLD.tracked) THEN
    RAISE EXCEPTION 'an account never changes its nature' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_guarded BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION account_guarded();

CREATE FUNCTION transfer_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT xact FROM journal WHERE id = NEW.journal_id) <> pg_current_xact_id() THEN
    RAISE EXCEPTION 'journal % is closed', NEW.journal_id USING ERRCODE = 'restrict_violation';
  END IF;
  -- In id order, so that two transfers between the same two accounts cannot deadlock.
  IF NEW.debit_id < NEW.credit_id THEN
    UPDATE account SET balance = balance - NEW.amount WHERE id = NEW.debit_id AND tracked;
    UPDATE account SET balance = balance + NEW.amount WHERE id = NEW.credit_id AND tracked;
  ELSE
    UPDATE account SET balance = balance + NEW.amount WHERE id = NEW.credit_id AND tracked;
    UPDATE account SET balance = balance - NEW.amount WHERE id = NEW.debit_id AND tracked;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER transfer_moves AFTER INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION transfer_moves();

-- Posts one journal and says whether it was new; the same key with other arguments is an error.
-- legs: [{"from": ["ESCROW", owner], "to": ["CLEARING", owner], "unit": "CNY", "amount": fen}, …]
CREATE FUNCTION post_journal(a_key text, a_kind text, a_cause text, a_hash bytea, a_now timestamptz, a_legs jsonb)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  new_id bigint;
  old_hash bytea;
BEGIN
  INSERT INTO journal (key, kind, cause, arguments_hash, posted_at)
    VALUES (a_key, a_kind, a_cause, a_hash, a_now) ON CONFLICT (key) DO NOTHING RETURNING id INTO new_id;
  IF new_id IS NULL THEN
    SELECT arguments_hash INTO old_hash FROM journal WHERE key = a_key;
    IF old_hash <> a_hash THEN
      RAISE EXCEPTION 'journal % was posted with other arguments', a_key USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN false;
  END IF;
  INSERT INTO account (kind, owner, unit, floored, tracked)
    SELECT DISTINCT k.kind, side.owner, side.unit, k.floored, k.tracked
      FROM (SELECT leg->'from'->>0 AS kind, leg->'from'->>1 AS owner, leg->>'unit' AS unit
              FROM jsonb_array_elements(a_legs) leg
            UNION SELECT leg->'to'->>0, leg->'to'->>1, leg->>'unit' FROM jsonb_array_elements(a_legs) leg) side
      JOIN account_kind k USING (kind)
     ORDER BY 1, 2, 3
    ON CONFLICT (kind, owner, unit) DO NOTHING;
  -- Every account of the journal is locked in id order before any of them moves. Each is looked up by its name
  -- alone: joined with the legs, whose number the planner guesses, all accounts there are would be read.
  PERFORM 1 FROM account WHERE tracked AND id = ANY (ARRAY(
      SELECT (SELECT a.id FROM account a WHERE a.kind = side->>0 AND a.owner = side->>1 AND a.unit = leg->>'unit')
        FROM jsonb_array_elements(a_legs) leg, LATERAL (VALUES (leg->'from'), (leg->'to')) both_sides (side)))
    ORDER BY id FOR NO KEY UPDATE;
  INSERT INTO transfer (journal_id, leg, debit_id, credit_id, unit, amount)
    SELECT new_id, (n - 1)::integer,
           (SELECT id FROM account WHERE kind = leg->'from'->>0 AND owner = leg->'from'->>1 AND unit = leg->>'unit'),
           (SELECT id FROM account WHERE kind = leg->'to'->>0 AND owner = leg->'to'->>1 AND unit = leg->>'unit'),
           leg->>'unit', (leg->>'amount')::bigint
      FROM jsonb_array_elements(a_legs) WITH ORDINALITY AS legs (leg, n) ORDER BY n;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'journal % moves nothing', a_key USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN true;
END $$;
