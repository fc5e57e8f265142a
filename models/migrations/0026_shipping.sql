-- migrate:up
-- How goods reach their buyer: in parcels, whose way is followed, until they are received.

-- Who carries parcels; ``number_pattern`` is what its tracking numbers look like.
CREATE TABLE carrier (
  code text PRIMARY KEY CHECK (code ~ '^[A-Z][A-Z0-9_]{1,15}$'),
  name text NOT NULL,
  name_en text NOT NULL,
  number_pattern text NOT NULL,
  -- Other names by which files of orders call it.
  aliases jsonb NOT NULL DEFAULT '[]',
  position integer NOT NULL,
  retired_at timestamptz
);
INSERT INTO carrier (code, name, name_en, number_pattern, aliases, position) VALUES
  ('SF', '顺丰速运', 'SF Express', '[A-Z0-9]{8,24}', '["顺丰", "顺丰快递"]', 1),
  ('ZTO', '中通快递', 'ZTO Express', '[A-Z0-9]{8,24}', '["中通"]', 2),
  ('YTO', '圆通速递', 'YTO Express', '[A-Z0-9]{8,24}', '["圆通", "圆通快递"]', 3),
  ('STO', '申通快递', 'STO Express', '[A-Z0-9]{8,24}', '["申通"]', 4),
  ('YUNDA', '韵达快递', 'Yunda Express', '[A-Z0-9]{8,24}', '["韵达", "韵达速递"]', 5),
  ('JTSD', '极兔速递', 'J&T Express', '[A-Z0-9]{8,24}', '["极兔"]', 6),
  ('JD', '京东物流', 'JD Logistics', '[A-Z0-9]{8,24}', '["京东", "京东快递"]', 7),
  ('EMS', '邮政 EMS', 'China Post EMS', '[A-Z0-9]{8,24}', '["邮政", "中国邮政"]', 8),
  ('DBL', '德邦快递', 'Deppon Express', '[A-Z0-9]{8,24}', '["德邦"]', 9);

ALTER TABLE orders
  -- How many of its pieces have left; all of them once it is shipped.
  ADD COLUMN pieces_shipped integer NOT NULL DEFAULT 0,
  -- How many of them never will, since their price went back after others had left.
  ADD COLUMN pieces_let_go integer NOT NULL DEFAULT 0,
  -- When its buyer was told that it will soon count as received.
  ADD COLUMN receipt_warned_at timestamptz,
  ADD COLUMN received_by text CHECK (received_by IN ('BUYER', 'TIME', 'CODE')),
  ADD CONSTRAINT order_ships_what_it_holds CHECK (pieces_shipped >= 0 AND pieces_let_go >= 0 AND pieces_shipped + pieces_let_go <= quantity),
  ADD CONSTRAINT order_lets_go_of_a_rest CHECK (pieces_let_go = 0 OR pieces_shipped > 0),
  ADD CONSTRAINT order_shipped_at_an_instant CHECK (status NOT IN ('SHIPPED', 'COMPLETED') OR shipped_at IS NOT NULL),
  ADD CONSTRAINT order_shipped_whole CHECK (shipped_at IS NULL OR pieces_shipped + pieces_let_go = quantity),
  ADD CONSTRAINT order_completed_is_received CHECK (status <> 'COMPLETED' OR received_at IS NOT NULL),
  ADD CONSTRAINT order_received_somehow CHECK ((received_at IS NULL) = (received_by IS NULL)),
  -- Of what has left in part nothing is called off as if it were all still here.
  ADD CONSTRAINT order_on_its_way_stays_open CHECK (status <> 'CLOSED' OR pieces_shipped = 0 OR shipped_at IS NOT NULL);

-- What a worker looks for: to be received by time, and to be told so before.
CREATE INDEX order_to_receive ON orders (shipped_at, id) WHERE status = 'SHIPPED' AND disputes = 0;
CREATE INDEX order_to_warn ON orders (shipped_at, id) WHERE status = 'SHIPPED' AND disputes = 0 AND receipt_warned_at IS NULL;

CREATE TABLE parcel (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  number integer NOT NULL CHECK (number BETWEEN 1 AND 20),
  pieces integer NOT NULL CHECK (pieces >= 1),
  carrier_code text NOT NULL REFERENCES carrier (code),
  tracking_number text NOT NULL CHECK (tracking_number ~ '^[A-Z0-9]{8,24}$'),
  status text NOT NULL DEFAULT 'HANDED_OVER' CHECK (status IN
    ('HANDED_OVER', 'COLLECTED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED', 'LOST')),
  -- Who handed it over; nobody where a file of another system did.
  shipped_by uuid NOT NULL REFERENCES person (id),
  shipped_at timestamptz NOT NULL,
  delivered_at timestamptz,
  corrections integer NOT NULL DEFAULT 0 CHECK (corrections BETWEEN 0 AND 5),
  -- When its carrier is asked next, how often in vain, and who asks; nobody asks of what has arrived.
  ask_at timestamptz,
  asked_in_vain integer NOT NULL DEFAULT 0 CHECK (asked_in_vain >= 0),
  lease_no bigint NOT NULL DEFAULT 0,
  lease_until timestamptz,
  CONSTRAINT parcel_once UNIQUE (order_id, number),
  CONSTRAINT parcel_delivered_at_an_instant CHECK ((status = 'DELIVERED') = (delivered_at IS NOT NULL)),
  CONSTRAINT parcel_over_is_not_asked CHECK (status NOT IN ('DELIVERED', 'RETURNED', 'LOST') OR ask_at IS NULL)
);
CREATE UNIQUE INDEX parcel_number_once_for_an_order ON parcel (order_id, carrier_code, tracking_number);
CREATE INDEX parcel_to_ask ON parcel (ask_at, id) WHERE ask_at IS NOT NULL;
CREATE INDEX parcel_by_number ON parcel (tracking_number);

-- What a carrier said of a parcel, each once however often it is said.
CREATE TABLE parcel_event (
  id uuid PRIMARY KEY,
  parcel_id uuid NOT NULL REFERENCES parcel (id),
  carrier_code text NOT NULL,
  tracking_number text NOT NULL,
  carrier_event_id text NOT NULL CHECK (length(carrier_event_id) BETWEEN 1 AND 64),
  status text NOT NULL CHECK (status IN
    ('COLLECTED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED', 'LOST')),
  place text NOT NULL CHECK (length(place) <= 60),
  happened_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT parcel_event_once UNIQUE (parcel_id, carrier_code, tracking_number, carrier_event_id)
);
CREATE INDEX parcel_event_of ON parcel_event (parcel_id, happened_at, id);
CREATE TRIGGER parcel_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON parcel_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A wrong carrier or number, and who put it right.
CREATE TABLE parcel_correction (
  id uuid PRIMARY KEY,
  parcel_id uuid NOT NULL REFERENCES parcel (id),
  n integer NOT NULL CHECK (n >= 1),
  carrier_was text NOT NULL,
  number_was text NOT NULL,
  carrier_code text NOT NULL,
  tracking_number text NOT NULL,
  person_id uuid NOT NULL REFERENCES person (id),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  corrected_at timestamptz NOT NULL,
  UNIQUE (parcel_id, n)
);
CREATE TRIGGER parcel_correction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON parcel_correction
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER parcel_never_removed BEFORE DELETE OR TRUNCATE ON parcel
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What is in a parcel stays in it, and another number comes with its correction.
CREATE FUNCTION parcel_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.order_id, NEW.number, NEW.pieces, NEW.shipped_by, NEW.shipped_at)
     IS DISTINCT FROM (OLD.id, OLD.order_id, OLD.number, OLD.pieces, OLD.shipped_by, OLD.shipped_at) THEN
    RAISE EXCEPTION 'parcel % stays what it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.carrier_code, NEW.tracking_number) IS DISTINCT FROM (OLD.carrier_code, OLD.tracking_number)
     AND NEW.corrections <> OLD.corrections + 1 THEN
    RAISE EXCEPTION 'the number of parcel % is put right by a correction', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER parcel_stands BEFORE UPDATE ON parcel FOR EACH ROW EXECUTE FUNCTION parcel_stands();

-- Looked at when all is written: the parcels of an order hold what the order says has left.
CREATE FUNCTION parcels_hold_what_left() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted uuid := CASE TG_TABLE_NAME WHEN 'orders' THEN NEW.id ELSE (to_jsonb(NEW)->>'order_id')::uuid END;
BEGIN
  IF (SELECT pieces_shipped FROM orders WHERE id = wanted)
     <> (SELECT coalesce(sum(pieces), 0) FROM parcel WHERE order_id = wanted) THEN
    RAISE EXCEPTION 'the parcels of order % are not what left', wanted USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER parcel_is_of_what_left AFTER INSERT ON parcel
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION parcels_hold_what_left();
CREATE CONSTRAINT TRIGGER order_left_in_parcels AFTER UPDATE OF pieces_shipped ON orders
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION parcels_hold_what_left();

-- What was won follows the receipt: a window only grows, as what was released or taken back does.
CREATE OR REPLACE FUNCTION award_granted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['fund_released_fen', 'fund_taken_fen', 'released_taken_fen', 'points_taken',
                         'shares_taken', 'debt_fen', 'takebacks', 'window_ends_at'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'what was granted is not changed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.window_ends_at < OLD.window_ends_at THEN
    RAISE EXCEPTION 'goods can be returned for as long as was promised' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.fund_released_fen < OLD.fund_released_fen OR NEW.fund_taken_fen < OLD.fund_taken_fen
     OR NEW.released_taken_fen < OLD.released_taken_fen OR NEW.points_taken < OLD.points_taken
     OR NEW.shares_taken < OLD.shares_taken OR NEW.debt_fen < OLD.debt_fen
     OR NEW.takebacks < OLD.takebacks THEN
    RAISE EXCEPTION 'what was released or taken back only grows' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- A report's date moves with the receipt of what it is about, and only later.
CREATE OR REPLACE FUNCTION report_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.submitted_at IS NOT NULL THEN
    RAISE EXCEPTION 'report % was submitted', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.id, NEW.order_id, NEW.person_id, NEW.product_id, NEW.owed_at)
     IS DISTINCT FROM (OLD.id, OLD.order_id, OLD.person_id, OLD.product_id, OLD.owed_at)
     OR NEW.due_at < OLD.due_at THEN
    RAISE EXCEPTION 'a report is owed as it was promised' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
