-- migrate:up
-- An account outside that somebody is paid to. What it is written as is the provider's to keep: here are its last signs, and
-- the provider's own name for it.
CREATE TABLE payout_method (
  id uuid PRIMARY KEY,
  person_id uuid REFERENCES person (id),
  merchant_id uuid REFERENCES merchant (id),
  channel text NOT NULL CHECK (channel IN ('BANK_CARD', 'WECHAT', 'ALIPAY')),
  account_masked text NOT NULL CHECK (length(account_masked) BETWEEN 1 AND 40),
  holder text NOT NULL CHECK (length(holder) BETWEEN 1 AND 40),
  payee text NOT NULL CHECK (length(payee) BETWEEN 1 AND 128),
  added_by_id uuid NOT NULL REFERENCES person (id),
  added_at timestamptz NOT NULL,
  removed_at timestamptz,
  CONSTRAINT payout_method_of_one_party CHECK ((person_id IS NULL) <> (merchant_id IS NULL))
);
CREATE UNIQUE INDEX payout_method_once ON payout_method (coalesce(person_id, merchant_id), payee) WHERE removed_at IS NULL;
CREATE INDEX payout_method_payee ON payout_method (payee);
CREATE INDEX payout_method_person ON payout_method (person_id, added_at, id) WHERE removed_at IS NULL;
CREATE INDEX payout_method_merchant ON payout_method (merchant_id, added_at, id) WHERE removed_at IS NULL;

CREATE FUNCTION payout_method_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.removed_at IS NOT NULL OR (to_jsonb(NEW) - 'removed_at') <> (to_jsonb(OLD) - 'removed_at') THEN
    RAISE EXCEPTION 'a way to be paid is removed and never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payout_method_stands BEFORE UPDATE ON payout_method FOR EACH ROW EXECUTE FUNCTION payout_method_stands();

-- Who somebody is, as the provider found it right: the least that tax law wants kept. Nobody is two people.
CREATE TABLE real_name (
  person_id uuid PRIMARY KEY REFERENCES person (id),
  name text NOT NULL CHECK (length(name) BETWEEN 2 AND 40),
  id_masked text NOT NULL CHECK (id_masked ~ '^[0-9]\*{16}[0-9X]$'),
  reference text NOT NULL UNIQUE CHECK (length(reference) BETWEEN 1 AND 128),
  verified_at timestamptz NOT NULL
);
CREATE TRIGGER real_name_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON real_name
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a party asked out on a day of Asia/Shanghai, beside the most it may: however many ask at once.
CREATE TABLE withdrawal_day (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL,
  day date NOT NULL,
  taken_fen bigint NOT NULL,
  most_fen bigint NOT NULL,
  UNIQUE (party_id, day),
  CONSTRAINT withdrawal_day_within_its_most CHECK (taken_fen BETWEEN 0 AND most_fen)
);

-- Money on its way out: a person's cash, or where a merchant is named what the platform owes that merchant.
CREATE TABLE withdrawal (
  id uuid PRIMARY KEY,
  -- The one number under which the provider is asked, however often.
  number text NOT NULL UNIQUE CHECK (number ~ '^W[0-9A-Z]{8,40}$'),
  requested_by_id uuid NOT NULL REFERENCES person (id),
  merchant_id uuid REFERENCES merchant (id),
  party_id uuid NOT NULL,
  channel text NOT NULL CHECK (channel IN ('BANK_CARD', 'WECHAT', 'ALIPAY')),
  account_masked text NOT NULL,
  holder text NOT NULL,
  payee text NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  fee_fen bigint NOT NULL CHECK (fee_fen >= 0),
  tax_fen bigint NOT NULL CHECK (tax_fen >= 0),
  -- What was asked out and paid before it in its month, and withheld of that: its tax follows from these.
  month_before_fen bigint NOT NULL CHECK (month_before_fen >= 0),
  month_tax_before_fen bigint NOT NULL CHECK (month_tax_before_fen >= 0),
  day date NOT NULL,
  audited boolean NOT NULL,
  status text NOT NULL CHECK (status IN ('REQUESTED', 'APPROVED', 'PAYING', 'PAID', 'REJECTED', 'RETURNED', 'CANCELLED')),
  requested_at timestamptz NOT NULL,
  approved_at timestamptz,
  decided_by_id uuid REFERENCES person (id),
  -- Why it was rejected, or what a human marked it for; and what the provider called its failure.
  reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
  failure text NOT NULL DEFAULT '' CHECK (length(failure) <= 200),
  sent_at timestamptz,
  -- Until when the payee may say that they take it.
  waits_until timestamptz,
  reference text,
  ended_at timestamptz,
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_at timestamptz,
  last_error text NOT NULL DEFAULT '' CHECK (length(last_error) <= 200),
  delayed_at timestamptz,
  lease_until timestamptz,
  lease_no bigint NOT NULL DEFAULT 0 CHECK (lease_no >= 0),
  CONSTRAINT withdrawal_of_its_party CHECK (party_id = coalesce(merchant_id, requested_by_id)),
  CONSTRAINT withdrawal_brings_something CHECK (amount_fen > fee_fen + tax_fen),
  CONSTRAINT withdrawal_of_merchants_is_not_taxed CHECK (merchant_id IS NULL OR tax_fen = 0),
  CONSTRAINT withdrawal_by_two CHECK (decided_by_id <> requested_by_id),
  CONSTRAINT withdrawal_waits_for_audit CHECK (audited OR status <> 'REQUESTED'),
  CONSTRAINT withdrawal_audited_by_a_human CHECK
    (NOT audited OR status IN ('REQUESTED', 'CANCELLED') OR decided_by_id IS NOT NULL),
  CONSTRAINT withdrawal_rejected_with_a_reason CHECK (status <> 'REJECTED' OR (decided_by_id IS NOT NULL AND reason <> '')),
  CONSTRAINT withdrawal_approved CHECK ((approved_at IS NOT NULL) = (status IN ('APPROVED', 'PAYING', 'PAID', 'RETURNED'))),
  CONSTRAINT withdrawal_sent CHECK ((sent_at IS NOT NULL) = (status IN ('PAYING', 'PAID', 'RETURNED'))),
  CONSTRAINT withdrawal_ended CHECK ((ended_at IS NOT NULL) = (status IN ('PAID', 'REJECTED', 'RETURNED', 'CANCELLED'))),
  CONSTRAINT withdrawal_paid_by_reference CHECK ((reference IS NOT NULL) = (status = 'PAID')),
  CONSTRAINT withdrawal_goes_on_at_a_moment CHECK ((next_attempt_at IS NOT NULL) = (status IN ('APPROVED', 'PAYING')))
);
CREATE INDEX withdrawal_party ON withdrawal (party_id, requested_at, id);
CREATE INDEX withdrawal_newest ON withdrawal (requested_at, id);
CREATE INDEX withdrawal_in_state ON withdrawal (status, requested_at, id);
CREATE INDEX withdrawal_open ON withdrawal (party_id) WHERE ended_at IS NULL;
CREATE INDEX withdrawal_due ON withdrawal (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX withdrawal_delayed ON withdrawal (delayed_at, id) WHERE delayed_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX withdrawal_paid ON withdrawal (ended_at) WHERE status = 'PAID';

-- It goes on and never back, keeps what it was asked for, and whoever works for its merchant does not decide it.
CREATE FUNCTION withdrawal_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL
     OR (NEW.id, NEW.number, NEW.requested_by_id, NEW.merchant_id, NEW.party_id, NEW.channel, NEW.account_masked, NEW.holder,
         NEW.payee, NEW.amount_fen, NEW.fee_fen, NEW.tax_fen, NEW.month_before_fen, NEW.month_tax_before_fen, NEW.day,
         NEW.audited, NEW.requested_at)
        IS DISTINCT FROM
        (OLD.id, OLD.number, OLD.requested_by_id, OLD.merchant_id, OLD.party_id, OLD.channel, OLD.account_masked, OLD.holder,
         OLD.payee, OLD.amount_fen, OLD.fee_fen, OLD.tax_fen, OLD.month_before_fen, OLD.month_tax_before_fen, OLD.day,
         OLD.audited, OLD.requested_at) THEN
    RAISE EXCEPTION 'withdrawal % stands as it was asked for', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.status <> OLD.status AND NOT (CASE OLD.status
       WHEN 'REQUESTED' THEN NEW.status IN ('APPROVED', 'REJECTED', 'CANCELLED')
       WHEN 'APPROVED' THEN NEW.status = 'PAYING'
       WHEN 'PAYING' THEN NEW.status IN ('PAID', 'RETURNED')
       ELSE false END) THEN
    RAISE EXCEPTION 'withdrawal % goes on and not back', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id AND EXISTS (
       SELECT 1 FROM merchant_staff WHERE merchant_id = NEW.merchant_id AND person_id = NEW.decided_by_id) THEN
    RAISE EXCEPTION 'withdrawal % is decided by nobody who is paid by it', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER withdrawal_goes_on BEFORE UPDATE ON withdrawal FOR EACH ROW EXECUTE FUNCTION withdrawal_goes_on();
CREATE TRIGGER withdrawal_never_removed BEFORE DELETE OR TRUNCATE ON withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Looked at when all is written: what is set aside of a party's money is what it has on its way out, to the fen.
CREATE FUNCTION withdrawal_is_set_aside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce((SELECT balance FROM account WHERE kind = 'WITHDRAWING' AND owner = NEW.party_id::text AND unit = 'CNY'), 0)
     <> coalesce((SELECT sum(amount_fen) FROM withdrawal WHERE party_id = NEW.party_id AND ended_at IS NULL), 0) THEN
    RAISE EXCEPTION 'what % has on its way out is not what is set aside', NEW.party_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER withdrawal_is_set_aside AFTER INSERT OR UPDATE OF status ON withdrawal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION withdrawal_is_set_aside();

-- What was withheld of each payment to a person, nothing too: what the tax office is told.
CREATE TABLE withholding (
  withdrawal_id uuid PRIMARY KEY REFERENCES withdrawal (id),
  person_id uuid NOT NULL REFERENCES person (id),
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  income_fen bigint NOT NULL CHECK (income_fen > 0),
  income_before_fen bigint NOT NULL CHECK (income_before_fen >= 0),
  tax_before_fen bigint NOT NULL CHECK (tax_before_fen >= 0),
  tax_fen bigint NOT NULL CHECK (tax_fen BETWEEN 0 AND income_fen),
  made_at timestamptz NOT NULL
);
CREATE INDEX withholding_person ON withholding (person_id, month);
CREATE TRIGGER withholding_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON withholding
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The provider states what it paid out, too.
ALTER TABLE statement_line
  DROP CONSTRAINT statement_line_kind_check,
  ADD CONSTRAINT statement_line_kind_check CHECK (kind IN ('PAYMENT', 'REFUND', 'PAYOUT'));
ALTER TABLE discrepancy
  DROP CONSTRAINT discrepancy_kind_check,
  DROP CONSTRAINT discrepancy_of_two_sides,
  ADD CONSTRAINT discrepancy_kind_check CHECK (kind IN
    ('MONEY_DIFFERS', 'MONEY_UNKNOWN_THERE', 'REFUND_DIFFERS', 'REFUND_UNKNOWN_HERE', 'REFUND_UNKNOWN_THERE',
     'PAYOUT_DIFFERS', 'PAYOUT_UNKNOWN_HERE', 'PAYOUT_UNKNOWN_THERE')),
  ADD CONSTRAINT discrepancy_of_two_sides CHECK (CASE
    WHEN kind IN ('MONEY_UNKNOWN_THERE', 'REFUND_UNKNOWN_THERE', 'PAYOUT_UNKNOWN_THERE')
      THEN here_fen IS NOT NULL AND there_fen IS NULL
    WHEN kind IN ('REFUND_UNKNOWN_HERE', 'PAYOUT_UNKNOWN_HERE') THEN here_fen IS NULL AND there_fen IS NOT NULL
    ELSE here_fen IS NOT NULL AND there_fen IS NOT NULL END);
