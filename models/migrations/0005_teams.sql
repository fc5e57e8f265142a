-- migrate:up
CREATE TABLE team (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (length(code) = 8),
  campaign_id uuid NOT NULL REFERENCES campaign (id),
  leader_id uuid NOT NULL REFERENCES person (id),
  kind text NOT NULL,
  status text NOT NULL CHECK (status IN ('OPEN', 'FORMED', 'DRAWING', 'SETTLED', 'FAILED', 'CANCELLED')),
  -- Copied from the campaign when the team opened.
  size integer NOT NULL CHECK (size >= 2),
  completes_at_size integer CHECK (completes_at_size BETWEEN 2 AND size),
  seats_held integer NOT NULL DEFAULT 0 CHECK (seats_held >= 0),
  seats_filled integer NOT NULL DEFAULT 0 CHECK (seats_filled >= 0),
  version bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
  opened_at timestamptz NOT NULL,
  closes_at timestamptz NOT NULL,
  formed_at timestamptz,
  settled_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  CONSTRAINT team_never_overfull CHECK (seats_held + seats_filled <= size),
  CONSTRAINT team_open_is_not_full CHECK (status <> 'OPEN' OR seats_filled < size),
  CONSTRAINT team_formed_is_full CHECK (status NOT IN ('FORMED', 'DRAWING', 'SETTLED')
    OR (formed_at IS NOT NULL AND seats_held = 0 AND seats_filled >= coalesce(completes_at_size, size))),
  CONSTRAINT team_ended_is_empty CHECK (status NOT IN ('FAILED', 'CANCELLED')
    OR (ended_at IS NOT NULL AND end_reason IS NOT NULL AND seats_held = 0 AND seats_filled = 0)),
  CHECK (closes_at > opened_at)
);
CREATE INDEX team_due ON team (closes_at) WHERE status = 'OPEN';
CREATE INDEX team_to_settle ON team (formed_at) WHERE status = 'FORMED';
CREATE INDEX team_campaign ON team (campaign_id, status, opened_at);
CREATE INDEX team_joinable ON team (campaign_id, closes_at, id) WHERE status = 'OPEN';
CREATE INDEX team_leader ON team (leader_id);
-- Pages of teams, the newest first: of everything, of a state, of a campaign.
CREATE INDEX team_newest ON team (opened_at, id);
CREATE INDEX team_newest_in_state ON team (status, opened_at, id);
CREATE INDEX team_newest_of_campaign ON team (campaign_id, opened_at, id);

-- The one place that says which teams of a campaign take members; the planner reads it as part of whoever asks.
CREATE FUNCTION joinable_teams(campaign uuid, at timestamptz) RETURNS SETOF team LANGUAGE sql STABLE AS $$
  SELECT t.* FROM team t
   WHERE t.campaign_id = campaign AND t.status = 'OPEN' AND t.closes_at > at
     AND t.seats_filled >= 1 AND t.seats_filled + t.seats_held < t.size
$$;

CREATE TABLE orders (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('TEAM', 'SOLO')),
  person_id uuid NOT NULL REFERENCES person (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  campaign_id uuid REFERENCES campaign (id),
  team_id uuid REFERENCES team (id),
  sku_id uuid NOT NULL REFERENCES sku (id),
  quantity integer NOT NULL CHECK (quantity >= 1),
  unit_price_fen bigint NOT NULL CHECK (unit_price_fen >= 0),
  discount_fen bigint NOT NULL DEFAULT 0 CHECK (discount_fen >= 0),
  total_fen bigint NOT NULL CHECK (total_fen >= 0 AND total_fen = unit_price_fen * quantity - discount_fen),
  refunded_fen bigint NOT NULL DEFAULT 0,
  status text NOT NULL CHECK (status IN ('AWAITING_PAYMENT', 'PAID', 'CONFIRMED', 'SHIPPED', 'COMPLETED', 'CLOSED')),
  close_reason text,
  ship_to jsonb,
  placed_at timestamptz NOT NULL,
  pay_by_at timestamptz NOT NULL,
  paid_at timestamptz,
  confirmed_at timestamptz,
  closed_at timestamptz,
  version bigint NOT NULL DEFAULT 1,
  CONSTRAINT order_refunded_within_total CHECK (refunded_fen BETWEEN 0 AND total_fen),
  CONSTRAINT order_team_of_its_kind CHECK ((kind = 'TEAM') = (team_id IS NOT NULL)),
  CONSTRAINT order_closed_with_reason CHECK ((status = 'CLOSED') = (close_reason IS NOT NULL AND closed_at IS NOT NULL)),
  CHECK (status NOT IN ('PAID', 'CONFIRMED', 'SHIPPED', 'COMPLETED') OR paid_at IS NOT NULL)
);
CREATE INDEX order_person ON orders (person_id, placed_at);
CREATE INDEX order_team ON orders (team_id);
CREATE INDEX order_merchant ON orders (merchant_id, placed_at);

CREATE TABLE seat (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES team (id),
  number integer NOT NULL CHECK (number >= 1),
  person_id uuid NOT NULL REFERENCES person (id),
  order_id uuid NOT NULL UNIQUE REFERENCES orders (id),
  state text NOT NULL CHECK (state IN ('HELD', 'FILLED', 'RELEASED', 'WON', 'LOST')),
  held_at timestamptz NOT NULL,
  held_until timestamptz NOT NULL,
  filled_at timestamptz,
  released_at timestamptz,
  CHECK (state NOT IN ('FILLED', 'WON', 'LOST') OR filled_at IS NOT NULL),
  CHECK ((state = 'RELEASED') = (released_at IS NOT NULL))
);
CREATE UNIQUE INDEX seat_one_sitter ON seat (team_id, number) WHERE state <> 'RELEASED';
CREATE UNIQUE INDEX seat_one_per_person ON seat (team_id, person_id) WHERE state <> 'RELEASED';
CREATE INDEX seat_person ON seat (person_id);
CREATE INDEX seat_ever_paid ON seat (team_id) WHERE filled_at IS NOT NULL;

CREATE TABLE payment (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  order_id uuid NOT NULL REFERENCES orders (id),
  purpose text NOT NULL CHECK (purpose IN ('FULL', 'DEPOSIT', 'BALANCE')),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  status text NOT NULL CHECK (status IN ('PENDING', 'SUCCEEDED', 'CLOSED')),
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  -- From this instant nobody is sent to the cashier any more: the provider is being asked.
  closing_at timestamptz,
  -- Why it is being given up, so that whoever finishes that knows.
  close_reason text,
  reference text UNIQUE,
  paid_at timestamptz,
  closed_at timestamptz,
  lease_until timestamptz,
  UNIQUE (order_id, purpose),
  CONSTRAINT payment_succeeded_with_reference CHECK
    (status <> 'SUCCEEDED' OR (reference IS NOT NULL AND paid_at IS NOT NULL))
);
CREATE INDEX payment_due ON payment (expires_at) WHERE status = 'PENDING';

-- Every sum a provider took, once, with the one outcome it had.
CREATE TABLE money_in (
  reference text PRIMARY KEY,
  payment_number text NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  currency text NOT NULL,
  paid_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('SEAT', 'ORDER', 'LATE', 'WRONG_AMOUNT', 'DUPLICATE', 'UNKNOWN'))
);
CREATE INDEX money_in_payment ON money_in (payment_number);
CREATE TRIGGER money_in_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON money_in
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE refund (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  payment_id uuid NOT NULL REFERENCES payment (id),
  ordinal integer NOT NULL CHECK (ordinal BETWEEN 1 AND 50),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  source text NOT NULL CHECK (source IN ('ESCROW', 'SUSPENSE')),
  reason text NOT NULL,
  status text NOT NULL CHECK (status IN ('REQUESTED', 'PROCESSING', 'SUCCEEDED')),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_at timestamptz NOT NULL,
  last_error text NOT NULL DEFAULT '',
  lease_until timestamptz,
  requested_at timestamptz NOT NULL,
  succeeded_at timestamptz,
  UNIQUE (payment_id, ordinal),
  CHECK ((status = 'SUCCEEDED') = (succeeded_at IS NOT NULL))
);
CREATE INDEX refund_due ON refund (next_attempt_at) WHERE status <> 'SUCCEEDED';

-- Money that matched no payable order; all but UNKNOWN are refunded without a human.
CREATE TABLE payment_case (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE REFERENCES money_in (reference),
  kind text NOT NULL CHECK (kind IN ('UNKNOWN', 'WRONG_AMOUNT', 'DUPLICATE', 'LATE')),
  payment_id uuid REFERENCES payment (id),
  refund_id uuid UNIQUE REFERENCES refund (id),
  opened_at timestamptz NOT NULL,
  CONSTRAINT payment_case_refunds_what_it_knows CHECK
    ((kind = 'UNKNOWN') = (payment_id IS NULL) AND (kind = 'UNKNOWN' OR refund_id IS NOT NULL))
);
