-- migrate:up
-- What of an order is paid out of its buyer's own accounts; its payment covers the rest, if there is any.
CREATE TABLE order_tender (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  source text NOT NULL CHECK (source IN ('CREDIT', 'CASH')),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  returned_fen bigint NOT NULL DEFAULT 0,
  UNIQUE (order_id, source),
  CONSTRAINT order_tender_returned_within_it CHECK (returned_fen BETWEEN 0 AND amount_fen)
);

-- Each part that went back into an account; it is there at once, so it has no status.
CREATE TABLE tender_return (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  source text NOT NULL,
  ordinal integer NOT NULL CHECK (ordinal BETWEEN 1 AND 50),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  reason text NOT NULL,
  returned_at timestamptz NOT NULL,
  UNIQUE (order_id, source, ordinal),
  FOREIGN KEY (order_id, source) REFERENCES order_tender (order_id, source)
);
CREATE TRIGGER tender_return_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tender_return
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER order_tender_never_removed BEFORE DELETE OR TRUNCATE ON order_tender
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What went back of a tender is the sum of its returns, whoever writes them, and never more than it was.
CREATE FUNCTION tender_returns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE order_tender SET returned_fen = returned_fen + NEW.amount_fen
   WHERE order_id = NEW.order_id AND source = NEW.source;
  RETURN NULL;
END $$;
CREATE TRIGGER tender_returns AFTER INSERT ON tender_return FOR EACH ROW EXECUTE FUNCTION tender_returns();

CREATE FUNCTION order_tender_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.returned_fen <> 0 THEN
    RAISE EXCEPTION 'nothing of a new tender went back' USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND (pg_trigger_depth() < 2
     OR (NEW.id, NEW.order_id, NEW.source, NEW.amount_fen)
        IS DISTINCT FROM (OLD.id, OLD.order_id, OLD.source, OLD.amount_fen)) THEN
    RAISE EXCEPTION 'a tender goes back by returns alone' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER order_tender_guarded BEFORE INSERT OR UPDATE ON order_tender
  FOR EACH ROW EXECUTE FUNCTION order_tender_guarded();

-- Looked at when all is written: tenders and payments are the order's total, no fen more or less.
CREATE FUNCTION order_tender_covers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT total_fen FROM orders WHERE id = NEW.order_id)
     <> (SELECT sum(amount_fen) FROM order_tender WHERE order_id = NEW.order_id)
        + coalesce((SELECT sum(amount_fen) FROM payment WHERE order_id = NEW.order_id), 0) THEN
    RAISE EXCEPTION 'tenders and payments are not the total of order %', NEW.order_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_tender_covers';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER order_tender_covers AFTER INSERT ON order_tender DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION order_tender_covers();

-- The statement of each person's account: its movements, numbered in the order in which they moved it, and the
-- balance after each. A journal's number is given out before its accounts are locked and says nothing of that order.
-- No foreign keys: only the trigger below writes here, out of rows that are never changed or removed.
CREATE TABLE account_entry (
  account_id bigint NOT NULL,
  n bigint NOT NULL CHECK (n >= 1),
  journal_id bigint NOT NULL,
  leg integer NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  balance_after bigint NOT NULL,
  PRIMARY KEY (account_id, n)
);

-- Whose statements are kept; in the order in which a wallet shows them.
CREATE FUNCTION wallet_kinds() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['CREDIT', 'CASH', 'FUND', 'POINTS', 'SHARES', 'RECEIVABLE']
$$;

-- Notes in an account's statement that it was moved: its row is this transaction's until it ends, so its last entry
-- is the last.
CREATE FUNCTION enter_movement(moved_id bigint, in_journal bigint, as_leg integer, moved_by bigint, after bigint)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO account_entry (account_id, n, journal_id, leg, amount, balance_after)
    SELECT moved_id, coalesce(max(e.n), 0) + 1, in_journal, as_leg, moved_by, after
      FROM account_entry e WHERE e.account_id = moved_id
$$;

-- As it was, and where a balance is a person's it is noted in their statement.
CREATE OR REPLACE FUNCTION transfer_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  debit_kind text; debit_after bigint;
  credit_kind text; credit_after bigint;
BEGIN
  IF (SELECT xact FROM journal WHERE id = NEW.journal_id) <> pg_current_xact_id() THEN
    RAISE EXCEPTION 'journal % is closed', NEW.journal_id USING ERRCODE = 'restrict_violation';
  END IF;
  -- In id order, so that two transfers between the same two accounts cannot deadlock.
  IF NEW.debit_id < NEW.credit_id THEN
    UPDATE account SET balance = balance - NEW.amount WHERE id = NEW.debit_id AND tracked
      RETURNING kind, balance INTO debit_kind, debit_after;
    UPDATE account SET balance = balance + NEW.amount WHERE id = NEW.credit_id AND tracked
      RETURNING kind, balance INTO credit_kind, credit_after;
  ELSE
    UPDATE account SET balance = balance + NEW.amount WHERE id = NEW.credit_id AND tracked
      RETURNING kind, balance INTO credit_kind, credit_after;
    UPDATE account SET balance = balance - NEW.amount WHERE id = NEW.debit_id AND tracked
      RETURNING kind, balance INTO debit_kind, debit_after;
  END IF;
  IF debit_kind = ANY (wallet_kinds()) THEN
    PERFORM enter_movement(NEW.debit_id, NEW.journal_id, NEW.leg, -NEW.amount, debit_after);
  END IF;
  IF credit_kind = ANY (wallet_kinds()) THEN
    PERFORM enter_movement(NEW.credit_id, NEW.journal_id, NEW.leg, NEW.amount, credit_after);
  END IF;
  RETURN NULL;
END $$;

-- What moved before statements were kept.
INSERT INTO account_entry (account_id, n, journal_id, leg, amount, balance_after)
  SELECT s.account_id, row_number() OVER moves, s.journal_id, s.leg, s.amount, sum(s.amount) OVER moves
    FROM (SELECT debit_id AS account_id, journal_id, leg, -amount AS amount FROM transfer
          UNION ALL SELECT credit_id, journal_id, leg, amount FROM transfer) s
    JOIN account a ON a.id = s.account_id AND a.kind = ANY (wallet_kinds())
  WINDOW moves AS (PARTITION BY s.account_id ORDER BY s.journal_id, s.leg);

CREATE TRIGGER account_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION account_entry_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'an entry is written by its transfer alone' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER account_entry_guarded BEFORE INSERT ON account_entry
  FOR EACH STATEMENT EXECUTE FUNCTION account_entry_guarded();
