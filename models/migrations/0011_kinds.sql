-- migrate:up
-- Kinds that promise something beside the goods: what they promise is set aside before anybody can see them.

-- Copied from the campaign when the team opens, and kept: what was promised to who came stays promised.
ALTER TABLE team ADD COLUMN terms jsonb NOT NULL DEFAULT '{}';
CREATE FUNCTION team_terms_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.terms IS DISTINCT FROM OLD.terms THEN
    RAISE EXCEPTION 'what a team was opened under never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER team_terms_kept BEFORE UPDATE OF terms ON team FOR EACH ROW EXECUTE FUNCTION team_terms_kept();

-- A TRIAL may be free; nothing else is, see campaign_keeps_promises.
ALTER TABLE campaign_sku DROP CONSTRAINT campaign_sku_team_price_fen_check;
ALTER TABLE campaign_sku ADD CONSTRAINT campaign_sku_team_price_fen_check CHECK (team_price_fen >= 0);

-- One piece each at one price, in full teams: what prizes and funding are counted by.
ALTER TABLE campaign ADD CONSTRAINT campaign_draw_is_one_each CHECK
  (kind NOT IN ('LOTTERY', 'TRIAL') OR status = 'DRAFT'
   OR (max_quantity = 1 AND completes_at_size IS NULL AND leader_discount_fen = 0));
ALTER TABLE campaign ADD CONSTRAINT campaign_super_is_one_each CHECK
  (kind <> 'SUPER' OR status = 'DRAFT'
   OR (max_quantity = 1 AND completes_at_size IS NOT NULL AND leader_discount_fen = 0
       AND coalesce(jsonb_array_length(terms->'ladder') >= 2, false)));
-- A draw is disclosed: method, number, odds, time, prizes, organiser stand in the rules that are frozen and hashed.
ALTER TABLE campaign ADD CONSTRAINT campaign_draw_is_disclosed CHECK
  (kind NOT IN ('LOTTERY', 'TRIAL') OR status = 'DRAFT' OR coalesce(
    rules->>'organiser' <> '' AND jsonb_array_length(rules->'draw'->'prizes') >= 1
    AND rules->'draw' ?& ARRAY['mode', 'scope', 'winners', 'odds', 'held', 'prizes', 'times', 'subsidyFen', 'most']
    -- How long a secret's draw counts down is the rules' own; the other times are the format's, and told as they are.
    AND (rules->'draw'->'times'->>'countdownSeconds')::integer BETWEEN 0 AND 3600
    AND rules->'draw'->'times' @> '{"stepMostMs": 1800, "allMostMs": 50000, "voidAfterHours": 24}'
    AND (rules->'draw'->>'mode' = 'OPERATOR_COMMIT' OR rules->'draw'->'times' @> '{"countdownSeconds": 10}'), false));

-- What the law or the house forbids unless an operator says why; a line is written once and stays.
CREATE TABLE policy_override (
  id uuid PRIMARY KEY,
  -- Of the whole platform where it names no campaign.
  campaign_id uuid REFERENCES campaign (id),
  rule text NOT NULL CHECK (rule IN ('CASH_SUBSIDY', 'FUND_TO_CASH', 'DIVIDENDS', 'THIRD_LEVEL')),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  person_id uuid NOT NULL REFERENCES person (id),
  made_at timestamptz NOT NULL,
  CONSTRAINT policy_override_once UNIQUE NULLS NOT DISTINCT (campaign_id, rule)
);
CREATE TRIGGER policy_override_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_override
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Everything a campaign with a draw promises, set aside at its publication.
CREATE TABLE budget (
  campaign_id uuid PRIMARY KEY REFERENCES campaign (id),
  source_kind text NOT NULL CHECK (source_kind IN ('DEPOSIT', 'MARKETING')),
  source_owner text NOT NULL CHECK (source_owner <> ''),
  reserved_fen bigint NOT NULL CHECK (reserved_fen >= 0),
  -- Teams where each has its draw, else entries of the campaign's one draw.
  most integer NOT NULL CHECK (most >= 1),
  taken integer NOT NULL DEFAULT 0,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  CONSTRAINT budget_within_what_is_funded CHECK (taken BETWEEN 0 AND most)
);
CREATE INDEX budget_open ON budget (opened_at) WHERE closed_at IS NULL;
CREATE FUNCTION budget_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'taken' - 'closed_at' IS DISTINCT FROM to_jsonb(OLD) - 'taken' - 'closed_at' THEN
    RAISE EXCEPTION 'what was set aside never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a closed budget never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER budget_guarded BEFORE UPDATE ON budget FOR EACH ROW EXECUTE FUNCTION budget_guarded();
CREATE TRIGGER budget_never_removed BEFORE DELETE OR TRUNCATE ON budget
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a draw can cost at most, in fen: every entry taken, every reward of every winner due; a point costs a fen.
CREATE FUNCTION draw_worst_fen(draw jsonb, size integer, price_fen bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE draw->>'scope'
    WHEN 'TEAM' THEN (draw->>'most')::bigint * (k * prize + (size - k) * lost)
    WHEN 'CAMPAIGN' THEN k * prize + ((draw->>'most')::bigint - k) * lost END
    FROM (SELECT (draw->>'winners')::bigint AS k, (draw->>'subsidy_fen')::bigint AS lost,
                 CASE WHEN (draw->>'grants_fund')::boolean THEN price_fen ELSE 0 END
                   + (draw->>'points')::bigint AS prize) each
$$;

-- The last door, whatever way a campaign came to it: unfunded, over-prized or priceless nothing is published.
CREATE FUNCTION campaign_keeps_promises() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  draw jsonb := NEW.terms->'draw';
  drawn boolean := NEW.kind IN ('LOTTERY', 'TRIAL');
  price bigint;
  shop_price bigint;
  choices integer;
  worst bigint;
BEGIN
  IF NEW.status = 'DRAFT' OR (TG_OP = 'UPDATE' AND OLD.status <> 'DRAFT') THEN
    RETURN NEW;
  END IF;
  IF NOT drawn THEN
    IF EXISTS (SELECT 1 FROM campaign_sku s WHERE s.campaign_id = NEW.id AND s.team_price_fen <= 0) THEN
      RAISE EXCEPTION 'only a trial may be free' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    RAISE EXCEPTION 'a draw is drafted before it is published' USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT max(s.team_price_fen), max(k.price_fen), count(*) INTO price, shop_price, choices
    FROM campaign_sku s JOIN sku k ON k.id = s.sku_id WHERE s.campaign_id = NEW.id;
  IF choices <> 1 OR (NEW.kind <> 'TRIAL' AND price <= 0) THEN
    RAISE EXCEPTION 'a draw has one choice, with a price unless it is a trial' USING ERRCODE = 'restrict_violation';
  END IF;
  worst := draw_worst_fen(draw, NEW.size, price);
  IF worst IS NULL OR NOT EXISTS (
      SELECT 1 FROM budget b WHERE b.campaign_id = NEW.id AND b.closed_at IS NULL AND b.taken = 0
         AND b.most = (draw->>'most')::integer AND b.source_kind = draw->>'funded_by' AND b.reserved_fen >= worst)
     OR coalesce((SELECT a.balance FROM account a
                   WHERE a.kind = 'BUDGET' AND a.owner = NEW.id::text AND a.unit = 'CNY'), 0) < worst THEN
    RAISE EXCEPTION 'a draw is funded before it is published' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (draw->>'market_price_fen')::bigint < shop_price
     OR (draw->>'market_price_fen')::bigint + (draw->>'points')::bigint
        + (CASE WHEN (draw->>'grants_fund')::boolean THEN price ELSE 0 END) > 5000000 THEN
    RAISE EXCEPTION 'a prize is worth at most 50,000 CNY' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (draw->>'shares')::integer > 0 AND NOT EXISTS (
      SELECT 1 FROM policy_override o
       WHERE o.rule = 'DIVIDENDS' AND (o.campaign_id = NEW.id OR o.campaign_id IS NULL)) THEN
    RAISE EXCEPTION 'shares are given by override alone' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER campaign_keeps_promises BEFORE INSERT OR UPDATE OF status ON campaign
  FOR EACH ROW EXECUTE FUNCTION campaign_keeps_promises();

-- Money from outside that belongs to no payment: one person asks for it, another has seen it on the bank's statement.
CREATE TABLE top_up (
  id uuid PRIMARY KEY,
  target text NOT NULL CHECK (target IN ('DEPOSIT', 'MARKETING', 'REVENUE')),
  merchant_id uuid REFERENCES merchant (id),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  evidence text NOT NULL CHECK (length(evidence) BETWEEN 1 AND 200),
  status text NOT NULL DEFAULT 'REQUESTED' CHECK (status IN ('REQUESTED', 'APPROVED', 'REJECTED')),
  requested_by_id uuid NOT NULL REFERENCES person (id),
  requested_at timestamptz NOT NULL,
  decided_by_id uuid REFERENCES person (id),
  decided_at timestamptz,
  reason text NOT NULL DEFAULT '',
  CONSTRAINT top_up_of_a_merchant CHECK ((target = 'DEPOSIT') = (merchant_id IS NOT NULL)),
  CONSTRAINT top_up_by_two CHECK (decided_by_id <> requested_by_id),
  CONSTRAINT top_up_decided CHECK
    ((status = 'REQUESTED') = (decided_by_id IS NULL) AND (status = 'REQUESTED') = (decided_at IS NULL))
);
-- One transfer is booked once, whoever names it.
CREATE UNIQUE INDEX top_up_evidence_once ON top_up (evidence) WHERE status <> 'REJECTED';
CREATE INDEX top_up_newest ON top_up (requested_at, id);
CREATE INDEX top_up_merchant ON top_up (merchant_id, requested_at, id);
CREATE FUNCTION top_up_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'REQUESTED' OR (NEW.id, NEW.target, NEW.merchant_id, NEW.amount_fen, NEW.evidence,
      NEW.requested_by_id, NEW.requested_at) IS DISTINCT FROM (OLD.id, OLD.target, OLD.merchant_id, OLD.amount_fen,
      OLD.evidence, OLD.requested_by_id, OLD.requested_at) THEN
    RAISE EXCEPTION 'a top-up is decided once and never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER top_up_guarded BEFORE UPDATE ON top_up FOR EACH ROW EXECUTE FUNCTION top_up_guarded();
CREATE TRIGGER top_up_never_removed BEFORE DELETE OR TRUNCATE ON top_up
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What losers may be promised a person on a day (of Asia/Shanghai), beside the most there may be.
CREATE TABLE subsidy_day (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  day date NOT NULL,
  promised_fen bigint NOT NULL,
  most_fen bigint NOT NULL CHECK (most_fen >= 0),
  UNIQUE (person_id, day),
  CONSTRAINT subsidy_day_within_limit CHECK (promised_fen BETWEEN 0 AND most_fen)
);
