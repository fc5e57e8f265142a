-- migrate:up
-- What a buyer asks for of an order after it was confirmed: money, goods taken back, or other goods.
CREATE TABLE after_sale (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  person_id uuid NOT NULL REFERENCES person (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  -- Which of its order's it is.
  n integer NOT NULL CHECK (n >= 1),
  kind text NOT NULL CHECK (kind IN ('REFUND_ONLY', 'RETURN_AND_REFUND', 'EXCHANGE')),
  reason text NOT NULL,
  text text NOT NULL CHECK (length(text) <= 500),
  pictures jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(pictures) = 'array' AND jsonb_array_length(pictures) <= 9),
  pieces integer NOT NULL CHECK (pieces >= 1),
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
  points bigint NOT NULL DEFAULT 0 CHECK (points >= 0),
  -- Where the order stood when it was asked: before shipping the whole of it goes back.
  asked_while text NOT NULL CHECK (asked_while IN ('CONFIRMED', 'SHIPPED', 'COMPLETED')),
  asks integer NOT NULL DEFAULT 1 CHECK (asks BETWEEN 1 AND 2),
  return_paid_by text NOT NULL CHECK (return_paid_by IN ('BUYER', 'SELLER')),
  status text NOT NULL CHECK (status IN ('REQUESTED', 'AGREED', 'RETURNING', 'REPLACING', 'REPLACED', 'DECLINED',
    'DISPUTED', 'REFUNDING', 'DONE', 'CLOSED')),
  outcome text CHECK (outcome IN ('REFUNDED', 'EXCHANGED', 'DECLINED', 'LAPSED', 'WITHDRAWN', 'RULED_OUT')),
  -- What comes next must have happened by then, or the clock decides.
  due_at timestamptz,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  answered_at timestamptz,
  -- Whether the merchant said nothing in time to what was asked, so that it counts as granted.
  unanswered boolean NOT NULL DEFAULT false,
  declined_because text,
  return_to text,
  return_carrier text,
  return_number text,
  return_sent_at timestamptz,
  returned_at timestamptz,
  replacement_carrier text,
  replacement_number text,
  replaced_at timestamptz,
  complained_at timestamptz,
  ruled_at timestamptz,
  ruled_by_id uuid REFERENCES person (id),
  ruled_fen bigint CHECK (ruled_fen >= 0),
  ruled_because text,
  refunded_fen bigint NOT NULL DEFAULT 0 CHECK (refunded_fen >= 0),
  refunded_points bigint NOT NULL DEFAULT 0 CHECK (refunded_points >= 0),
  steps integer NOT NULL DEFAULT 0 CHECK (steps >= 0),
  UNIQUE (order_id, n),
  CONSTRAINT after_sale_waits_for_something CHECK (
    (due_at IS NOT NULL) = (status NOT IN ('REFUNDING', 'DONE', 'CLOSED'))
    AND (due_at IS NULL) = (outcome IS NOT NULL) AND (due_at IS NULL) = (closed_at IS NOT NULL)),
  CONSTRAINT after_sale_ends_as_it_must CHECK (CASE status
    WHEN 'REFUNDING' THEN outcome = 'REFUNDED' WHEN 'DONE' THEN outcome IN ('REFUNDED', 'EXCHANGED')
    WHEN 'CLOSED' THEN outcome IN ('DECLINED', 'LAPSED', 'WITHDRAWN', 'RULED_OUT') ELSE true END),
  CONSTRAINT after_sale_refunds_where_it_says CHECK (outcome IS NOT DISTINCT FROM 'REFUNDED' OR refunded_fen = 0 AND refunded_points = 0),
  CONSTRAINT after_sale_of_its_kind CHECK (
    (kind <> 'REFUND_ONLY' OR status NOT IN ('AGREED', 'RETURNING', 'REPLACING', 'REPLACED'))
    AND (kind = 'EXCHANGE' OR status NOT IN ('REPLACING', 'REPLACED'))
    AND (kind = 'EXCHANGE' OR amount_fen > 0 OR points > 0)),
  CONSTRAINT after_sale_sent_before_it_arrives CHECK (
    (return_sent_at IS NULL) = (return_number IS NULL) AND (return_sent_at IS NULL) = (return_carrier IS NULL)
    AND (returned_at IS NULL OR return_sent_at IS NOT NULL)
    AND (replaced_at IS NULL) = (replacement_number IS NULL) AND (status <> 'RETURNING' OR return_sent_at IS NOT NULL)
    AND (status <> 'REPLACED' OR replaced_at IS NOT NULL)),
  CONSTRAINT after_sale_ruled_whole CHECK ((ruled_at IS NULL) = (ruled_fen IS NULL)
    AND (ruled_at IS NULL) = (ruled_because IS NULL) AND (ruled_at IS NULL OR complained_at IS NOT NULL))
);
-- One at a time of an order.
CREATE UNIQUE INDEX after_sale_open ON after_sale (order_id) WHERE due_at IS NOT NULL;
CREATE INDEX after_sale_person ON after_sale (person_id, opened_at, id);
CREATE INDEX after_sale_merchant ON after_sale (merchant_id, opened_at, id);
CREATE INDEX after_sale_merchant_due ON after_sale (merchant_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX after_sale_due ON after_sale (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX after_sale_disputed ON after_sale (due_at, id) WHERE status = 'DISPUTED';
CREATE INDEX after_sale_refunding ON after_sale (closed_at, id) WHERE status = 'REFUNDING';

-- Whose it is stays; what was asked stays once it is answered; what ended stays but for money that arrives.
CREATE FUNCTION after_sale_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.order_id, NEW.person_id, NEW.merchant_id, NEW.n, NEW.opened_at)
     IS DISTINCT FROM (OLD.id, OLD.order_id, OLD.person_id, OLD.merchant_id, OLD.n, OLD.opened_at) THEN
    RAISE EXCEPTION 'an after-sale stays whose it is' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.due_at IS NULL AND NOT (OLD.status = 'REFUNDING' AND NEW.status = 'DONE'
     AND (to_jsonb(NEW) - 'status' - 'steps') = (to_jsonb(OLD) - 'status' - 'steps')) THEN
    RAISE EXCEPTION 'after-sale % is over', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.ruled_at IS NOT NULL AND (NEW.ruled_at, NEW.ruled_fen) IS DISTINCT FROM (OLD.ruled_at, OLD.ruled_fen) THEN
    RAISE EXCEPTION 'after-sale % was ruled on', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER after_sale_stands BEFORE UPDATE ON after_sale FOR EACH ROW EXECUTE FUNCTION after_sale_stands();
CREATE TRIGGER after_sale_never_removed BEFORE DELETE OR TRUNCATE ON after_sale
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Looked at when all is written: an order counts those that are open, and nothing of it is parted meanwhile.
CREATE FUNCTION disputes_are_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT disputes FROM orders WHERE id = NEW.order_id)
     <> (SELECT count(*) FROM after_sale WHERE order_id = NEW.order_id AND due_at IS NOT NULL) THEN
    RAISE EXCEPTION 'order % does not count its open after-sales', NEW.order_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER disputes_are_counted AFTER INSERT OR UPDATE OF due_at ON after_sale
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION disputes_are_counted();

-- Everything that happened to one, in order: who did what, with which words and pictures, and where it stood then.
CREATE TABLE after_sale_step (
  id uuid PRIMARY KEY,
  after_sale_id uuid NOT NULL REFERENCES after_sale (id),
  n integer NOT NULL CHECK (n >= 1),
  deed text NOT NULL,
  side text NOT NULL CHECK (side IN ('BUYER', 'SELLER', 'OPERATOR', 'CLOCK')),
  person_id uuid REFERENCES person (id),
  status text NOT NULL,
  text text NOT NULL DEFAULT '' CHECK (length(text) <= 500),
  pictures jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(pictures) = 'array' AND jsonb_array_length(pictures) <= 9),
  happened_at timestamptz NOT NULL,
  UNIQUE (after_sale_id, n),
  CHECK ((side = 'CLOCK') = (person_id IS NULL))
);
CREATE TRIGGER after_sale_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON after_sale_step
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
