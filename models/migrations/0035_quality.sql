-- migrate:up
-- How merchants keep their word: shipping in time, inspections, a score with consequences, rulings on deposits, statements by month.

-- Why a campaign is paused by more than its merchant's own wish, until that is over.
CREATE TABLE campaign_hold (
  id uuid PRIMARY KEY,
  campaign_id uuid NOT NULL REFERENCES campaign (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  why text NOT NULL CHECK (why IN ('SUSPENDED', 'SCORE', 'INSPECTION')),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  -- Whether it goes on when this is over: this paused it, or something that was over before.
  paused boolean NOT NULL,
  placed_at timestamptz NOT NULL,
  lifted_at timestamptz CHECK (lifted_at >= placed_at)
);
CREATE UNIQUE INDEX campaign_held_once ON campaign_hold (campaign_id, why) WHERE lifted_at IS NULL;
CREATE INDEX campaign_hold_of_merchant ON campaign_hold (merchant_id, why) WHERE lifted_at IS NULL;

CREATE FUNCTION campaign_hold_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.lifted_at IS NOT NULL OR (NEW.id, NEW.campaign_id, NEW.merchant_id, NEW.why, NEW.reason, NEW.placed_at)
     IS DISTINCT FROM (OLD.id, OLD.campaign_id, OLD.merchant_id, OLD.why, OLD.reason, OLD.placed_at) THEN
    RAISE EXCEPTION 'a hold is lifted once, and nothing else' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER campaign_hold_stands BEFORE UPDATE ON campaign_hold FOR EACH ROW EXECUTE FUNCTION campaign_hold_stands();
CREATE TRIGGER campaign_hold_never_removed BEFORE DELETE OR TRUNCATE ON campaign_hold
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Nothing opens teams that is held, or whose merchant does not sell.
CREATE FUNCTION campaign_opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT status FROM merchant WHERE id = NEW.merchant_id) <> 'ACTIVE' THEN
    RAISE EXCEPTION 'campaign % is of a merchant that sells nothing', NEW.slug USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM campaign_hold WHERE campaign_id = NEW.id AND lifted_at IS NULL) THEN
    RAISE EXCEPTION 'campaign % is held', NEW.slug USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER campaign_opens BEFORE UPDATE OF status ON campaign FOR EACH ROW
  WHEN (NEW.status = 'PUBLISHED' AND OLD.status <> 'PUBLISHED') EXECUTE FUNCTION campaign_opens();

-- When an order could first be shipped, where it was addressed later than confirmed; and that it was not shipped in time.
ALTER TABLE orders
  ADD COLUMN addressed_at timestamptz,
  ADD COLUMN late_at timestamptz,
  ADD CONSTRAINT order_late_after_confirmation CHECK (late_at > confirmed_at);
CREATE INDEX order_to_ship ON orders (confirmed_at, id)
  WHERE status = 'CONFIRMED' AND late_at IS NULL AND ship_to IS NOT NULL;
CREATE INDEX order_of_merchant_to_ship ON orders (merchant_id, confirmed_at, id) WHERE status = 'CONFIRMED';
CREATE INDEX order_of_merchant_in_tab ON orders (merchant_id, status, placed_at, id);
CREATE INDEX order_of_merchant_late ON orders (merchant_id, late_at) WHERE late_at IS NOT NULL;
CREATE INDEX order_of_merchant_confirmed ON orders (merchant_id, confirmed_at) WHERE confirmed_at IS NOT NULL;

-- What an operator found who had a sample of a product looked at.
CREATE TABLE inspection (
  id uuid PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES product (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  sample text NOT NULL CHECK (length(sample) BETWEEN 1 AND 200),
  sampled_at timestamptz NOT NULL,
  passed boolean NOT NULL,
  report text NOT NULL CHECK (length(report) BETWEEN 10 AND 2000),
  pictures jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(pictures) = 'array' AND jsonb_array_length(pictures) <= 9),
  operator_id uuid NOT NULL REFERENCES person (id),
  recorded_at timestamptz NOT NULL,
  CONSTRAINT inspection_after_its_sample CHECK (recorded_at >= sampled_at)
);
CREATE INDEX inspection_of_product ON inspection (product_id, recorded_at, id);
CREATE INDEX inspection_failed ON inspection (merchant_id, recorded_at) WHERE NOT passed;
CREATE TRIGGER inspection_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inspection
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the last 90 days say of a merchant, in basis points and in the parts it is made of.
CREATE TABLE merchant_score (
  merchant_id uuid PRIMARY KEY REFERENCES merchant (id),
  score_bp integer NOT NULL CHECK (score_bp BETWEEN 0 AND 10000),
  orders integer NOT NULL CHECK (orders >= 0),
  after_sales integer NOT NULL CHECK (after_sales >= 0),
  complaints integer NOT NULL CHECK (complaints >= 0),
  late integer NOT NULL CHECK (late >= 0),
  failed integer NOT NULL CHECK (failed >= 0),
  -- Since when its campaigns are held for it.
  held_at timestamptz,
  -- Until when an operator lets it sell whatever the score says.
  pardoned_until timestamptz,
  reckoned_at timestamptz NOT NULL,
  CONSTRAINT score_holds_or_pardons CHECK (held_at IS NULL OR pardoned_until IS NULL OR pardoned_until <= held_at)
);
ALTER TABLE merchant ADD COLUMN score_due_at timestamptz NOT NULL DEFAULT 'epoch';
CREATE INDEX merchant_score_due ON merchant (score_due_at) WHERE status <> 'CLOSED';

-- What an operator takes from a deposit for a customer whom the merchant wronged, or for the platform.
CREATE TABLE deposit_ruling (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  order_id uuid REFERENCES orders (id),
  into_account text NOT NULL CHECK (into_account IN ('CREDIT', 'REVENUE')),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  operator_id uuid NOT NULL REFERENCES person (id),
  made_at timestamptz NOT NULL,
  CONSTRAINT ruling_for_somebody CHECK ((into_account = 'CREDIT') = (order_id IS NOT NULL))
);
CREATE INDEX deposit_ruling_of_merchant ON deposit_ruling (merchant_id, made_at, id);
CREATE TRIGGER deposit_ruling_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deposit_ruling
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What of a deposit became the merchant's to withdraw, nothing of theirs being open.
CREATE TABLE deposit_release (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  person_id uuid NOT NULL REFERENCES person (id),
  released_at timestamptz NOT NULL
);
CREATE INDEX deposit_release_of_merchant ON deposit_release (merchant_id, released_at, id);
CREATE TRIGGER deposit_release_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deposit_release
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Statements of what merchants are owed and have put down: each movement with its month in Asia/Shanghai and its kind,
-- and the sums of a month by kind, so that no statement reads more than its own month.
ALTER TABLE account_entry ADD COLUMN month date, ADD COLUMN kind text;
CREATE INDEX account_entry_of_month ON account_entry (account_id, month, n) WHERE month IS NOT NULL;
CREATE TABLE account_month (
  account_id bigint NOT NULL,
  month date NOT NULL,
  kind text NOT NULL,
  came bigint NOT NULL CHECK (came >= 0),
  went bigint NOT NULL CHECK (went >= 0),
  entries bigint NOT NULL CHECK (entries >= 1),
  PRIMARY KEY (account_id, month, kind)
);

CREATE FUNCTION statement_kinds() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['PAYABLE', 'DEPOSIT', 'RECEIVABLE']
$$;
CREATE OR REPLACE FUNCTION wallet_kinds() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['CREDIT', 'CASH', 'FUND', 'POINTS', 'SHARES', 'RECEIVABLE', 'PAYABLE', 'DEPOSIT']
$$;
-- A day and a month are those of Asia/Shanghai, which knows no summer time.
CREATE FUNCTION month_of(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT date_trunc('month', at AT TIME ZONE INTERVAL '+08:00')::date
$$;

-- As it was, and where a statement is made by month it is summed up there: the account's row is held by whoever moves it.
CREATE OR REPLACE FUNCTION enter_movement(moved_id bigint, in_journal bigint, as_leg integer, moved_by bigint, after bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  by_month boolean := (SELECT kind = ANY (statement_kinds()) FROM account WHERE id = moved_id);
  in_month date;
  of_kind text;
BEGIN
  IF by_month THEN
    SELECT month_of(posted_at), kind INTO in_month, of_kind FROM journal WHERE id = in_journal;
  END IF;
  INSERT INTO account_entry (account_id, n, journal_id, leg, amount, balance_after, month, kind)
    SELECT moved_id, coalesce(max(e.n), 0) + 1, in_journal, as_leg, moved_by, after, in_month, of_kind
      FROM account_entry e WHERE e.account_id = moved_id;
  IF by_month THEN
    INSERT INTO account_month AS m (account_id, month, kind, came, went, entries)
      VALUES (moved_id, in_month, of_kind, greatest(moved_by, 0), greatest(-moved_by, 0), 1)
      ON CONFLICT (account_id, month, kind) DO UPDATE
        SET came = m.came + excluded.came, went = m.went + excluded.went, entries = m.entries + 1;
  END IF;
END $$;

-- What moved before such statements were kept.
DROP TRIGGER account_entry_append_only ON account_entry;
DROP TRIGGER account_entry_guarded ON account_entry;
UPDATE account_entry e SET month = month_of(j.posted_at), kind = j.kind
  FROM journal j, account a
 WHERE j.id = e.journal_id AND a.id = e.account_id AND a.kind = ANY (statement_kinds());
INSERT INTO account_entry (account_id, n, journal_id, leg, amount, balance_after, month, kind)
  SELECT s.account_id, row_number() OVER moves, s.journal_id, s.leg, s.amount, sum(s.amount) OVER moves,
         month_of(j.posted_at), j.kind
    FROM (SELECT debit_id AS account_id, journal_id, leg, -amount AS amount FROM transfer
          UNION ALL SELECT credit_id, journal_id, leg, amount FROM transfer) s
    JOIN account a ON a.id = s.account_id AND a.kind IN ('PAYABLE', 'DEPOSIT')
    JOIN journal j ON j.id = s.journal_id
  WINDOW moves AS (PARTITION BY s.account_id ORDER BY s.journal_id, s.leg);
INSERT INTO account_month (account_id, month, kind, came, went, entries)
  SELECT account_id, month, kind, sum(greatest(amount, 0)), sum(greatest(-amount, 0)), count(*)
    FROM account_entry WHERE month IS NOT NULL GROUP BY 1, 2, 3;
CREATE TRIGGER account_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER account_entry_guarded BEFORE INSERT ON account_entry
  FOR EACH STATEMENT EXECUTE FUNCTION account_entry_guarded();
CREATE TRIGGER account_month_guarded BEFORE INSERT OR UPDATE OR DELETE ON account_month
  FOR EACH STATEMENT EXECUTE FUNCTION account_entry_guarded();
