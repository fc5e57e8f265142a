-- migrate:up
-- Who led a buyer here earns of the goods that are kept; every order's escrow is parted once, and brought back in part.

-- What a campaign says of commissions, in basis points of goods kept; within the cap of 30 % whatever way it was written.
CREATE FUNCTION commission_terms_bp(terms jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce((terms->'commission'->>'leader_bp')::bigint, 0)
    + coalesce((SELECT sum(bp::bigint) FROM jsonb_array_elements_text(terms->'commission'->'levels_bp') bp), 0)
$$;
ALTER TABLE campaign ADD CONSTRAINT campaign_commission_within_cap CHECK (commission_terms_bp(terms) BETWEEN 0 AND 3000);

-- What a merchant pays who leads buyers to a product outside campaigns that say it themselves; copied at each payment.
CREATE TABLE product_commission (
  product_id uuid PRIMARY KEY REFERENCES product (id),
  level_1_bp integer NOT NULL CHECK (level_1_bp >= 0),
  level_2_bp integer NOT NULL CHECK (level_2_bp >= 0),
  level_3_bp integer NOT NULL CHECK (level_3_bp >= 0),
  changed_at timestamptz NOT NULL,
  CONSTRAINT product_commission_within_cap CHECK (level_1_bp + level_2_bp + level_3_bp <= 3000)
);

-- What one order brings one person: 1 led the buyer here, 2 led 1, 3 led 2; 0 is the leader of the buyer's team.
CREATE TABLE commission (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  person_id uuid NOT NULL REFERENCES person (id),
  level integer NOT NULL CHECK (level BETWEEN 0 AND 3),
  edge_id uuid,
  rate_bp integer NOT NULL CHECK (rate_bp BETWEEN 0 AND 3000),
  rate_from text NOT NULL CHECK (rate_from IN ('POLICY', 'PRODUCT', 'CAMPAIGN', 'DISTRIBUTOR')),
  -- Whether the rate is less than it says there, because all together reached the cap.
  capped boolean NOT NULL DEFAULT false,
  base_fen bigint NOT NULL CHECK (base_fen >= 0),
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
  why text NOT NULL CHECK (why IN ('DUE', 'LEVEL_NOT_ALLOWED', 'NOT_QUALIFIED', 'RIGHT_ENDED', 'EDGE_EXPIRED',
    'SELF_PURCHASE', 'ACCOUNT_CLOSED', 'NOTHING_PAID', 'RATE_ZERO', 'CAP_REACHED')),
  status text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'SETTLED', 'REVERSED')),
  -- What of it is not, or no more, theirs; the rest is, once it is settled.
  reversed_fen bigint NOT NULL DEFAULT 0,
  reversed_for text CHECK (reversed_for IN ('ORDER_CLOSED', 'REFUNDED', 'ACCOUNT_CLOSED')),
  -- What of it repaid a debt of theirs, and what of it was not there any more when it had to go back.
  repaid_fen bigint NOT NULL DEFAULT 0 CHECK (repaid_fen >= 0),
  debt_fen bigint NOT NULL DEFAULT 0 CHECK (debt_fen >= 0),
  promised_at timestamptz NOT NULL,
  settled_at timestamptz,
  reversed_at timestamptz,
  CONSTRAINT commission_once_for_a_level UNIQUE (order_id, level),
  CONSTRAINT commission_has_its_edge CHECK ((level > 0) = (edge_id IS NOT NULL)),
  CONSTRAINT commission_is_its_rate CHECK
    (amount_fen = CASE WHEN why = 'DUE' THEN base_fen * rate_bp / 10000 ELSE 0 END),
  CONSTRAINT commission_reversed_within CHECK (reversed_fen BETWEEN 0 AND amount_fen),
  CONSTRAINT commission_repaid_within CHECK (repaid_fen <= amount_fen AND debt_fen <= reversed_fen),
  CONSTRAINT commission_reversed_whole CHECK
    (status <> 'REVERSED' OR (reversed_fen = amount_fen AND reversed_for IS NOT NULL AND reversed_at IS NOT NULL)),
  CONSTRAINT commission_reversed_says_why CHECK (reversed_fen = 0 OR (reversed_for IS NOT NULL AND reversed_at IS NOT NULL)),
  CONSTRAINT commission_settled_at CHECK
    (CASE status WHEN 'PENDING' THEN settled_at IS NULL WHEN 'SETTLED' THEN settled_at IS NOT NULL ELSE true END),
  CONSTRAINT commission_never_of_oneself CHECK (why <> 'SELF_PURCHASE' OR amount_fen = 0)
);
CREATE INDEX commission_newest ON commission (person_id, promised_at, id);
CREATE INDEX commission_newest_in_state ON commission (person_id, status, promised_at, id) INCLUDE (amount_fen, reversed_fen);
CREATE INDEX commission_edge ON commission (edge_id) WHERE edge_id IS NOT NULL;

-- A commission comes of goods that somebody else paid for, and never of anything else; its facts stay.
CREATE FUNCTION commission_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['status', 'reversed_fen', 'reversed_for', 'repaid_fen', 'debt_fen', 'settled_at', 'reversed_at'];
  bought orders;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT * INTO bought FROM orders WHERE id = NEW.order_id;
    IF bought.paid_at IS NULL OR bought.status NOT IN ('PAID', 'CONFIRMED')
       OR NEW.base_fen > bought.total_fen - bought.shipping_fen OR NEW.status <> 'PENDING' OR NEW.reversed_fen > 0 THEN
      RAISE EXCEPTION 'a commission is promised for goods that were just paid' USING ERRCODE = 'restrict_violation';
    END IF;
    IF bought.person_id = NEW.person_id AND NEW.amount_fen > 0 THEN
      RAISE EXCEPTION 'nobody earns by what they buy' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'what was promised is not changed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.reversed_fen < OLD.reversed_fen OR NEW.repaid_fen < OLD.repaid_fen OR NEW.debt_fen < OLD.debt_fen THEN
    RAISE EXCEPTION 'what was reversed only grows' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.status = 'REVERSED' OR (OLD.status = 'SETTLED' AND NEW.status = 'PENDING')
     OR (OLD.settled_at IS NOT NULL AND NEW.settled_at IS DISTINCT FROM OLD.settled_at) THEN
    RAISE EXCEPTION 'a commission goes from % to % never', OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER commission_guarded BEFORE INSERT OR UPDATE ON commission
  FOR EACH ROW EXECUTE FUNCTION commission_guarded();
CREATE TRIGGER commission_never_removed BEFORE DELETE OR TRUNCATE ON commission
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- All that one order promises is within the cap, however many are promised something.
CREATE FUNCTION commission_within_cap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM commission c WHERE c.order_id IN (SELECT order_id FROM promised) AND c.why = 'DUE'
              GROUP BY c.order_id HAVING sum(c.rate_bp) > 3000) THEN
    RAISE EXCEPTION 'commissions of an order are 30 %% at most' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commission_within_cap AFTER INSERT ON commission REFERENCING NEW TABLE AS promised
  FOR EACH STATEMENT EXECUTE FUNCTION commission_within_cap();

-- How an order's escrow was parted, once; ``base_fen`` is goods kept then, ``refunded_fen`` what had gone back before.
CREATE TABLE order_settlement (
  order_id uuid PRIMARY KEY REFERENCES orders (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  refunded_fen bigint NOT NULL CHECK (refunded_fen >= 0),
  base_fen bigint NOT NULL CHECK (base_fen >= 0),
  shipping_fen bigint NOT NULL CHECK (shipping_fen >= 0),
  commission_fen bigint NOT NULL CHECK (commission_fen >= 0),
  fee_bp integer NOT NULL CHECK (fee_bp BETWEEN 0 AND 10000),
  fee_fen bigint NOT NULL CHECK (fee_fen = base_fen * fee_bp / 10000),
  merchant_fen bigint NOT NULL CHECK (merchant_fen >= 0),
  -- What of the merchant's part repaid what they owed.
  merchant_repaid_fen bigint NOT NULL DEFAULT 0 CHECK (merchant_repaid_fen BETWEEN 0 AND merchant_fen),
  settled_at timestamptz NOT NULL,
  CONSTRAINT order_settlement_adds_up CHECK (base_fen + shipping_fen = commission_fen + fee_fen + merchant_fen),
  CONSTRAINT order_settlement_within_cap CHECK (commission_fen <= base_fen * 3000 / 10000)
);
CREATE INDEX order_settlement_merchant ON order_settlement (merchant_id, settled_at, order_id);

-- Each time a part of a settled order was refunded: what came back into its escrow, and from whom.
CREATE TABLE settlement_reversal (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES order_settlement (order_id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  n integer NOT NULL CHECK (n >= 1),
  -- What of the order had gone back by then, this included.
  refunded_fen bigint NOT NULL CHECK (refunded_fen > 0),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  -- Goods kept are so much less; the rest of the amount was shipping.
  base_fen bigint NOT NULL CHECK (base_fen BETWEEN 0 AND amount_fen),
  commission_fen bigint NOT NULL CHECK (commission_fen >= 0),
  fee_fen bigint NOT NULL CHECK (fee_fen >= 0),
  -- Below zero by a few fen where a small refund makes others' parts, rounded down, shrink by more than itself.
  merchant_fen bigint NOT NULL,
  -- What was not there any more and is owed: by the merchant, and by all together.
  merchant_debt_fen bigint NOT NULL DEFAULT 0 CHECK (merchant_debt_fen >= 0),
  debt_fen bigint NOT NULL DEFAULT 0,
  reversed_at timestamptz NOT NULL,
  UNIQUE (order_id, n),
  CONSTRAINT settlement_reversal_adds_up CHECK (amount_fen = commission_fen + fee_fen + merchant_fen),
  CONSTRAINT settlement_reversal_debt_within CHECK
    (merchant_debt_fen <= debt_fen AND merchant_debt_fen <= greatest(merchant_fen, 0))
);
CREATE INDEX settlement_reversal_merchant ON settlement_reversal (merchant_id, reversed_at, id);
CREATE TRIGGER order_settlement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_settlement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER settlement_reversal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_reversal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An order that counts as settled is parted, in dispute or not yet due nothing is.
CREATE FUNCTION order_settles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.settled_at IS NOT NULL THEN
    RAISE EXCEPTION 'order % was settled before', NEW.number USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.disputes > 0 THEN
    RAISE EXCEPTION 'order % is in dispute', NEW.number USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM order_settlement s WHERE s.order_id = NEW.id AND s.settled_at = NEW.settled_at) THEN
    RAISE EXCEPTION 'order % is settled by parting its escrow', NEW.number USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER order_settles BEFORE UPDATE OF settled_at ON orders FOR EACH ROW
  WHEN (NEW.settled_at IS DISTINCT FROM OLD.settled_at) EXECUTE FUNCTION order_settles();
