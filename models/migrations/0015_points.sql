-- migrate:up
-- Points are given in lots, each with the money behind it and a day on which it expires.
CREATE TABLE point_lot (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  -- The win it came from, and no other lot; null where it came from something else.
  award_id uuid UNIQUE REFERENCES award (id) DEFERRABLE INITIALLY DEFERRED,
  points bigint NOT NULL CHECK (points > 0),
  "left" bigint NOT NULL,
  -- Where the points that are not left went: redeemed, expired, taken back with the win.
  used bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
  expired bigint NOT NULL DEFAULT 0 CHECK (expired >= 0),
  taken bigint NOT NULL DEFAULT 0 CHECK (taken >= 0),
  -- As many whole fen for each point, so that no split of a lot ever rounds.
  reserve_fen bigint NOT NULL CHECK (reserve_fen >= points AND reserve_fen % points = 0),
  -- Whose money it was, and whose it is again once the points expired.
  source_kind text NOT NULL CHECK (source_kind IN ('DEPOSIT', 'MARKETING')),
  source_owner text NOT NULL CHECK (source_owner <> '' AND (source_kind <> 'MARKETING' OR source_owner = 'platform')),
  granted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > granted_at),
  warned_at timestamptz,
  -- How often points of it expired: what came back to it after its day expires again.
  expiries integer NOT NULL DEFAULT 0 CHECK (expiries >= 0),
  CONSTRAINT point_lot_never_overspent CHECK ("left" BETWEEN 0 AND points),
  CONSTRAINT point_lot_counts_its_points CHECK ("left" = points - used - expired - taken)
);
CREATE INDEX point_lot_to_spend ON point_lot (person_id, expires_at, id) WHERE "left" > 0;
CREATE INDEX point_lot_person ON point_lot (person_id, granted_at, id);
CREATE INDEX point_lot_due ON point_lot (expires_at, id) WHERE "left" > 0;
CREATE INDEX point_lot_to_warn ON point_lot (expires_at, id) WHERE "left" > 0 AND warned_at IS NULL;

CREATE FUNCTION point_lot_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.person_id, NEW.award_id, NEW.points, NEW.reserve_fen, NEW.source_kind, NEW.source_owner,
      NEW.granted_at, NEW.expires_at)
     IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.award_id, OLD.points, OLD.reserve_fen, OLD.source_kind,
      OLD.source_owner, OLD.granted_at, OLD.expires_at) THEN
    RAISE EXCEPTION 'what was granted, by whom and until when never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.expired < OLD.expired OR NEW.taken < OLD.taken OR NEW.expiries < OLD.expiries THEN
    RAISE EXCEPTION 'what expired or was taken back never comes again' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER point_lot_kept BEFORE UPDATE ON point_lot FOR EACH ROW EXECUTE FUNCTION point_lot_kept();
CREATE TRIGGER point_lot_never_removed BEFORE DELETE OR TRUNCATE ON point_lot
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the points mall gives: a piece for points, or for points and money. Its stock is set aside from the shelf.
CREATE TABLE mall_item (
  id uuid PRIMARY KEY,
  sku_id uuid NOT NULL REFERENCES sku (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  points bigint NOT NULL CHECK (points BETWEEN 1 AND 10000000000),
  price_fen bigint NOT NULL CHECK (price_fen BETWEEN 0 AND 10000000000),
  stock integer NOT NULL CHECK (stock >= 0),
  taken integer NOT NULL DEFAULT 0,
  listed_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  CONSTRAINT mall_item_never_oversold CHECK (taken BETWEEN 0 AND stock),
  CONSTRAINT mall_item_withdrawn_keeps_no_spare CHECK (withdrawn_at IS NULL OR taken = stock)
);
CREATE UNIQUE INDEX mall_item_listed_once ON mall_item (sku_id) WHERE withdrawn_at IS NULL;
CREATE INDEX mall_item_newest ON mall_item (listed_at, id) WHERE withdrawn_at IS NULL;
CREATE INDEX mall_item_cheapest ON mall_item (points, id) WHERE withdrawn_at IS NULL;
CREATE INDEX mall_item_merchant ON mall_item (merchant_id, listed_at, id);
CREATE FUNCTION mall_item_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - ARRAY['stock', 'taken', 'withdrawn_at']
     IS DISTINCT FROM to_jsonb(OLD) - ARRAY['stock', 'taken', 'withdrawn_at'] OR OLD.withdrawn_at <> NEW.withdrawn_at
     OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.taken > OLD.taken)) THEN
    RAISE EXCEPTION 'an item keeps its price, and once withdrawn is given no more' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER mall_item_kept BEFORE UPDATE ON mall_item FOR EACH ROW EXECUTE FUNCTION mall_item_kept();
CREATE TRIGGER mall_item_never_removed BEFORE DELETE OR TRUNCATE ON mall_item
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE orders DROP CONSTRAINT orders_kind_check,
  ADD CONSTRAINT orders_kind_check CHECK (kind IN ('TEAM', 'SOLO', 'POINTS'));

-- The points an order was paid with; the money beside them, if any, is the order's own total.
CREATE TABLE redemption (
  order_id uuid PRIMARY KEY REFERENCES orders (id),
  item_id uuid NOT NULL REFERENCES mall_item (id),
  points bigint NOT NULL CHECK (points > 0),
  returned bigint NOT NULL DEFAULT 0,
  -- When the money behind the points became the merchant's; until then it waits in its lots.
  spent_at timestamptz,
  CONSTRAINT redemption_returned_within_points CHECK (returned BETWEEN 0 AND points)
);
CREATE INDEX redemption_item ON redemption (item_id);

-- Which lots a redemption was paid out of, those first that expire first.
CREATE TABLE lot_use (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES redemption (order_id),
  lot_id uuid NOT NULL REFERENCES point_lot (id),
  ordinal integer NOT NULL CHECK (ordinal >= 1),
  points bigint NOT NULL CHECK (points > 0),
  returned bigint NOT NULL DEFAULT 0,
  UNIQUE (order_id, lot_id),
  UNIQUE (order_id, ordinal),
  CONSTRAINT lot_use_returned_within_points CHECK (returned BETWEEN 0 AND points)
);
CREATE INDEX lot_use_lot ON lot_use (lot_id);

CREATE FUNCTION redeemed_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'returned' - 'spent_at' IS DISTINCT FROM to_jsonb(OLD) - 'returned' - 'spent_at'
     OR NEW.returned < OLD.returned OR to_jsonb(OLD)->>'spent_at' <> coalesce(to_jsonb(NEW)->>'spent_at', '') THEN
    RAISE EXCEPTION 'what was redeemed never changes but by giving points back' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER redemption_kept BEFORE UPDATE ON redemption FOR EACH ROW EXECUTE FUNCTION redeemed_kept();
CREATE TRIGGER lot_use_kept BEFORE UPDATE ON lot_use FOR EACH ROW EXECUTE FUNCTION redeemed_kept();
CREATE TRIGGER redemption_never_removed BEFORE DELETE OR TRUNCATE ON redemption
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lot_use_never_removed BEFORE DELETE OR TRUNCATE ON lot_use
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A share of what the platform earned in a time, for those who held shares at its end. Drafted by one operator with
-- every payout worked out, posted by another: only then is anything promised.
CREATE TABLE dividend_period (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  share_bp integer NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
  revenue_fen bigint NOT NULL CHECK (revenue_fen > 0),
  pool_fen bigint NOT NULL CHECK (pool_fen > 0),
  -- All shares there were at its end.
  shares bigint NOT NULL CHECK (shares > 0),
  status text NOT NULL CHECK (status IN ('DRAFT', 'POSTED', 'PAID', 'DISCARDED')),
  -- How far the holders are listed, and what their payouts sum to before fen that are left over.
  holders integer NOT NULL DEFAULT 0 CHECK (holders >= 0),
  listed_shares bigint NOT NULL DEFAULT 0 CHECK (listed_shares BETWEEN 0 AND shares),
  floors_fen bigint NOT NULL DEFAULT 0 CHECK (floors_fen BETWEEN 0 AND pool_fen),
  listed_to text NOT NULL DEFAULT '',
  listed_at timestamptz,
  -- The last holder, by remainder and id, who has one of the fen left over; null where none is.
  cut_remainder bigint,
  cut_person_id uuid REFERENCES person (id),
  drafted_by_id uuid NOT NULL REFERENCES person (id),
  drafted_at timestamptz NOT NULL CHECK (drafted_at >= to_at),
  posted_by_id uuid REFERENCES person (id),
  posted_at timestamptz,
  paid_fen bigint NOT NULL DEFAULT 0,
  paid_at timestamptz,
  discarded_by_id uuid REFERENCES person (id),
  discarded_at timestamptz,
  CONSTRAINT dividend_period_pool_is_its_share CHECK (pool_fen = div(revenue_fen::numeric * share_bp, 10000)),
  CONSTRAINT dividend_period_by_two CHECK (posted_by_id <> drafted_by_id),
  CONSTRAINT dividend_period_listed_whole CHECK (listed_at IS NULL OR listed_shares = shares),
  CONSTRAINT dividend_period_cut_whole CHECK
    ((cut_remainder IS NULL) = (cut_person_id IS NULL)
     AND (listed_at IS NULL OR (cut_remainder IS NULL) = (floors_fen = pool_fen))),
  CONSTRAINT dividend_period_posted CHECK ((status IN ('POSTED', 'PAID'))
    = (posted_by_id IS NOT NULL AND posted_at IS NOT NULL AND listed_at IS NOT NULL)),
  CONSTRAINT dividend_period_never_overpaid CHECK
    (paid_fen BETWEEN 0 AND pool_fen AND (paid_fen = 0 OR posted_at IS NOT NULL)),
  CONSTRAINT dividend_period_paid_whole CHECK
    ((status = 'PAID') = (paid_at IS NOT NULL) AND (status <> 'PAID' OR paid_fen = pool_fen)),
  CONSTRAINT dividend_period_discarded CHECK
    ((status = 'DISCARDED') = (discarded_at IS NOT NULL) AND (discarded_at IS NULL) = (discarded_by_id IS NULL)),
  -- What was earned at one moment is shared out once.
  CONSTRAINT dividend_period_once EXCLUDE USING gist (tstzrange(from_at, to_at) WITH &&) WHERE (status <> 'DISCARDED')
);
CREATE INDEX dividend_period_newest ON dividend_period (drafted_at, id);
CREATE INDEX dividend_period_due ON dividend_period (drafted_at)
  WHERE (status = 'DRAFT' AND listed_at IS NULL) OR status = 'POSTED';

CREATE FUNCTION dividend_period_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN ('PAID', 'DISCARDED') OR (OLD.status = 'POSTED' AND NEW.status NOT IN ('POSTED', 'PAID'))
     OR (NEW.id, NEW.name, NEW.from_at, NEW.to_at, NEW.share_bp, NEW.revenue_fen, NEW.pool_fen, NEW.shares,
         NEW.drafted_by_id, NEW.drafted_at)
        IS DISTINCT FROM (OLD.id, OLD.name, OLD.from_at, OLD.to_at, OLD.share_bp, OLD.revenue_fen, OLD.pool_fen,
         OLD.shares, OLD.drafted_by_id, OLD.drafted_at)
     OR (OLD.listed_at IS NOT NULL
         AND (NEW.listed_at, NEW.holders, NEW.listed_shares, NEW.floors_fen, NEW.cut_remainder, NEW.cut_person_id)
             IS DISTINCT FROM
             (OLD.listed_at, OLD.holders, OLD.listed_shares, OLD.floors_fen, OLD.cut_remainder, OLD.cut_person_id)) THEN
    RAISE EXCEPTION 'a dividend goes on and not back' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dividend_period_goes_on BEFORE UPDATE ON dividend_period
  FOR EACH ROW EXECUTE FUNCTION dividend_period_goes_on();
CREATE TRIGGER dividend_period_never_removed BEFORE DELETE OR TRUNCATE ON dividend_period
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE dividend_payout (
  id uuid PRIMARY KEY,
  period_id uuid NOT NULL REFERENCES dividend_period (id),
  person_id uuid NOT NULL REFERENCES person (id),
  shares bigint NOT NULL CHECK (shares > 0),
  -- The whole fen of what is due, and what of a fen remains: so many parts of as many as there are shares.
  floor_fen bigint NOT NULL CHECK (floor_fen >= 0),
  remainder bigint NOT NULL CHECK (remainder >= 0),
  amount_fen bigint,
  paid_at timestamptz,
  UNIQUE (period_id, person_id),
  CONSTRAINT dividend_payout_within_a_fen CHECK (amount_fen BETWEEN floor_fen AND floor_fen + 1),
  CONSTRAINT dividend_payout_paid_once CHECK ((amount_fen IS NULL) = (paid_at IS NULL))
);
CREATE INDEX dividend_payout_by_remainder ON dividend_payout (period_id, remainder DESC, person_id);
CREATE INDEX dividend_payout_unpaid ON dividend_payout (period_id, person_id) WHERE paid_at IS NULL;
CREATE INDEX dividend_payout_page ON dividend_payout (period_id, id);
CREATE INDEX dividend_payout_person ON dividend_payout (person_id, paid_at, id) WHERE paid_at IS NOT NULL;

CREATE FUNCTION dividend_payout_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.paid_at IS NOT NULL
     OR to_jsonb(NEW) - 'amount_fen' - 'paid_at' IS DISTINCT FROM to_jsonb(OLD) - 'amount_fen' - 'paid_at' THEN
    RAISE EXCEPTION 'a payout is worked out once and paid once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dividend_payout_kept BEFORE UPDATE ON dividend_payout
  FOR EACH ROW EXECUTE FUNCTION dividend_payout_kept();
CREATE TRIGGER dividend_payout_never_removed BEFORE DELETE OR TRUNCATE ON dividend_payout
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
