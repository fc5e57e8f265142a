-- migrate:up
-- Where pieces lie, what their way costs, where they are picked up, and files of many parcels.
CREATE TABLE warehouse (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  region text NOT NULL DEFAULT '' CHECK (length(region) <= 80),
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  CONSTRAINT warehouse_name_taken UNIQUE (merchant_id, name)
);
CREATE UNIQUE INDEX warehouse_default ON warehouse (merchant_id) WHERE is_default;

-- How many pieces of a choice lie in a warehouse, and how many of them belong to orders already.
CREATE TABLE warehouse_stock (
  id uuid PRIMARY KEY,
  warehouse_id uuid NOT NULL REFERENCES warehouse (id),
  sku_id uuid NOT NULL REFERENCES sku (id),
  on_hand integer NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
  allocated integer NOT NULL DEFAULT 0,
  movements bigint NOT NULL DEFAULT 0 CHECK (movements >= 0),
  UNIQUE (warehouse_id, sku_id),
  CONSTRAINT warehouse_never_promises_twice CHECK (allocated BETWEEN 0 AND on_hand)
);
CREATE INDEX warehouse_stock_sku ON warehouse_stock (sku_id, id);

CREATE TABLE stock_movement (
  id uuid PRIMARY KEY,
  warehouse_id uuid NOT NULL REFERENCES warehouse (id),
  sku_id uuid NOT NULL REFERENCES sku (id),
  -- Which of this warehouse's movements of this choice: 1, 2, 3 without a gap.
  n bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('RECEIPT', 'ALLOCATION', 'RELEASE', 'SALE', 'RETURN', 'ADJUSTMENT')),
  pieces integer NOT NULL CHECK (pieces <> 0 AND (pieces > 0 OR kind = 'ADJUSTMENT')),
  on_hand_after integer NOT NULL,
  allocated_after integer NOT NULL,
  order_id uuid REFERENCES orders (id),
  parcel_id uuid REFERENCES parcel (id),
  person_id uuid REFERENCES person (id),
  reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
  moved_at timestamptz NOT NULL,
  UNIQUE (warehouse_id, sku_id, n),
  CONSTRAINT movement_has_its_cause CHECK ((kind IN ('ALLOCATION', 'RELEASE', 'SALE', 'RETURN')) = (order_id IS NOT NULL)),
  CONSTRAINT movement_sold_in_a_parcel CHECK ((kind = 'SALE') = (parcel_id IS NOT NULL))
);
CREATE INDEX stock_movement_of ON stock_movement (sku_id, moved_at, id);
CREATE INDEX stock_movement_order ON stock_movement (order_id) WHERE order_id IS NOT NULL;
CREATE TRIGGER stock_movement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Each merchant has a warehouse that pieces go to where nobody says another.
CREATE FUNCTION default_warehouse(a_merchant uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  found uuid;
BEGIN
  SELECT id INTO found FROM warehouse WHERE merchant_id = a_merchant AND is_default;
  IF found IS NULL THEN
    INSERT INTO warehouse (id, merchant_id, name, is_default, created_at)
      SELECT md5('warehouse:' || id)::uuid, id, '默认仓', true, created_at FROM merchant WHERE id = a_merchant
      ON CONFLICT DO NOTHING;
    SELECT id INTO found FROM warehouse WHERE merchant_id = a_merchant AND is_default;
  END IF;
  RETURN found;
END $$;

-- A balance moves by movements alone, and what sells follows what lies there.
CREATE FUNCTION stock_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  here integer := CASE WHEN NEW.kind IN ('RECEIPT', 'RETURN', 'ADJUSTMENT') THEN NEW.pieces
                       WHEN NEW.kind = 'SALE' THEN -NEW.pieces ELSE 0 END;
  promised integer := CASE NEW.kind WHEN 'ALLOCATION' THEN NEW.pieces
                       WHEN 'RELEASE' THEN -NEW.pieces WHEN 'SALE' THEN -NEW.pieces ELSE 0 END;
BEGIN
  INSERT INTO warehouse_stock (id, warehouse_id, sku_id)
    VALUES (md5(NEW.warehouse_id || ':' || NEW.sku_id)::uuid, NEW.warehouse_id, NEW.sku_id)
    ON CONFLICT (warehouse_id, sku_id) DO NOTHING;
  UPDATE warehouse_stock SET on_hand = on_hand + here, allocated = allocated + promised, movements = movements + 1
   WHERE warehouse_id = NEW.warehouse_id AND sku_id = NEW.sku_id
   RETURNING on_hand, allocated, movements INTO NEW.on_hand_after, NEW.allocated_after, NEW.n;
  IF NEW.kind = 'RETURN' AND NEW.pieces + coalesce((SELECT sum(pieces) FROM stock_movement
       WHERE order_id = NEW.order_id AND kind = 'RETURN'), 0) > coalesce((SELECT sum(pieces) FROM stock_movement
       WHERE order_id = NEW.order_id AND kind = 'SALE'), 0) THEN
    RAISE EXCEPTION 'order % returns more than it was sent', NEW.order_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stock_moves BEFORE INSERT ON stock_movement FOR EACH ROW EXECUTE FUNCTION stock_moves();

CREATE FUNCTION shelf_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change integer := NEW.stock - CASE TG_OP WHEN 'UPDATE' THEN OLD.stock ELSE 0 END;
  whose uuid;
  since timestamptz;
BEGIN
  IF pg_trigger_depth() > 1 OR change = 0 THEN
    RETURN NULL;
  END IF;
  SELECT merchant_id, created_at INTO whose, since FROM product WHERE id = NEW.product_id;
  INSERT INTO stock_movement (id, warehouse_id, sku_id, kind, pieces, moved_at)
    VALUES (md5(NEW.id || ':' || coalesce(
              (SELECT sum(movements) FROM warehouse_stock WHERE sku_id = NEW.id), 0))::uuid,
            default_warehouse(whose), NEW.id, CASE WHEN change > 0 THEN 'RECEIPT' ELSE 'ADJUSTMENT' END, change,
            CASE TG_OP WHEN 'INSERT' THEN since ELSE transaction_timestamp() END);
  RETURN NULL;
END $$;

-- What there is at this moment lies in each merchant's own warehouse.
INSERT INTO warehouse (id, merchant_id, name, is_default, created_at)
  SELECT md5('warehouse:' || id)::uuid, id, '默认仓', true, created_at FROM merchant;
INSERT INTO stock_movement (id, warehouse_id, sku_id, kind, pieces, moved_at)
  SELECT md5(k.id || ':before')::uuid, md5('warehouse:' || p.merchant_id)::uuid, k.id, 'RECEIPT', k.stock, p.created_at
    FROM sku k JOIN product p ON p.id = k.product_id WHERE k.stock > 0;
-- What came or went tells the shelf, but for what the shelf told.
CREATE FUNCTION shelf_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() = 1 THEN
    UPDATE sku SET stock = stock + NEW.pieces WHERE id = NEW.sku_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER shelf_follows AFTER INSERT ON stock_movement FOR EACH ROW
  WHEN (NEW.kind IN ('RECEIPT', 'RETURN', 'ADJUSTMENT')) EXECUTE FUNCTION shelf_follows();
CREATE TRIGGER shelf_moves AFTER INSERT OR UPDATE OF stock ON sku FOR EACH ROW EXECUTE FUNCTION shelf_moves();

CREATE FUNCTION warehouse_stock_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'pieces move by movements alone' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER warehouse_stock_guarded BEFORE INSERT OR UPDATE ON warehouse_stock
  FOR EACH ROW EXECUTE FUNCTION warehouse_stock_guarded();
CREATE TRIGGER warehouse_stock_never_removed BEFORE DELETE OR TRUNCATE ON warehouse_stock
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which pieces of which warehouse belong to an order that is to be shipped.
CREATE TABLE order_allocation (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  warehouse_id uuid NOT NULL REFERENCES warehouse (id),
  pieces integer NOT NULL CHECK (pieces >= 1),
  shipped integer NOT NULL DEFAULT 0 CHECK (shipped >= 0),
  released integer NOT NULL DEFAULT 0 CHECK (released >= 0),
  allocated_at timestamptz NOT NULL,
  CONSTRAINT allocation_once UNIQUE (order_id, warehouse_id),
  CONSTRAINT allocation_within CHECK (shipped + released <= pieces)
);
CREATE INDEX allocation_warehouse ON order_allocation (warehouse_id);

-- What the way of a merchant's goods costs: rates by province and weight, as one list that is frozen onto orders.
CREATE TABLE shipping_template (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  rates jsonb NOT NULL CHECK (jsonb_typeof(rates) = 'array' AND jsonb_array_length(rates) BETWEEN 1 AND 40),
  free_from_fen bigint CHECK (free_from_fen >= 0),
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  CONSTRAINT shipping_template_name_taken UNIQUE (merchant_id, name)
);
ALTER TABLE product ADD COLUMN shipping_template_id uuid REFERENCES shipping_template (id);
ALTER TABLE sku ADD COLUMN weight_grams integer NOT NULL DEFAULT 0 CHECK (weight_grams BETWEEN 0 AND 1000000);

-- Where goods are handed out. A community's is nobody's alone: its own kind, once there are communities.
CREATE TABLE pickup_point (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('MERCHANT', 'COMMUNITY')),
  merchant_id uuid REFERENCES merchant (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  region text NOT NULL CHECK (length(region) BETWEEN 1 AND 80),
  address text NOT NULL CHECK (length(address) BETWEEN 1 AND 120),
  hours text NOT NULL CHECK (length(hours) BETWEEN 1 AND 60),
  phone text NOT NULL DEFAULT '' CHECK (length(phone) <= 20),
  created_at timestamptz NOT NULL,
  closed_at timestamptz,
  CONSTRAINT pickup_point_of_somebody CHECK ((kind = 'MERCHANT') = (merchant_id IS NOT NULL))
);
CREATE INDEX pickup_point_merchant ON pickup_point (merchant_id, created_at, id) WHERE closed_at IS NULL;

ALTER TABLE orders
  ADD COLUMN allocated_at timestamptz,
  ADD COLUMN shipping_terms jsonb,
  ADD COLUMN pickup_point_id uuid REFERENCES pickup_point (id),
  ADD CONSTRAINT order_fee_has_its_terms CHECK (shipping_fen = 0 OR shipping_terms IS NOT NULL),
  ADD CONSTRAINT order_fetched_or_sent CHECK (pickup_point_id IS NULL OR (ship_to IS NULL AND shipping_fen = 0));
CREATE INDEX order_to_allocate ON orders (confirmed_at, id) WHERE status = 'CONFIRMED' AND allocated_at IS NULL;
CREATE INDEX order_to_release ON orders (closed_at, id) WHERE status = 'CLOSED' AND allocated_at IS NOT NULL;

INSERT INTO carrier (code, name, name_en, number_pattern, aliases, position) VALUES
  ('SELF', '商家自送', 'The shop itself', '[A-Z0-9]{8,24}', '["自送", "自提"]', 99);

-- Goods that wait at a point, for who shows their code.
CREATE TABLE pickup (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL CONSTRAINT pickup_once UNIQUE REFERENCES orders (id),
  point_id uuid NOT NULL REFERENCES pickup_point (id),
  code text NOT NULL CHECK (code ~ '^[0-9]{8}$'),
  ready_at timestamptz NOT NULL,
  ready_by uuid NOT NULL REFERENCES person (id),
  collected_at timestamptz,
  collected_by uuid REFERENCES person (id),
  CHECK ((collected_at IS NULL) = (collected_by IS NULL))
);
CREATE UNIQUE INDEX pickup_code_open ON pickup (point_id, code) WHERE collected_at IS NULL;

-- Wrong codes that somebody typed at a point lately.
CREATE TABLE pickup_attempt (
  id uuid PRIMARY KEY,
  point_id uuid NOT NULL REFERENCES pickup_point (id),
  person_id uuid NOT NULL REFERENCES person (id),
  wrong integer NOT NULL CHECK (wrong >= 0),
  since timestamptz NOT NULL,
  UNIQUE (point_id, person_id)
);

-- A file of many parcels, each line shipped apart by a worker.
CREATE TABLE shipment_batch (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  person_id uuid NOT NULL REFERENCES person (id),
  lines integer NOT NULL CHECK (lines BETWEEN 1 AND 1000),
  sent_at timestamptz NOT NULL
);
CREATE INDEX shipment_batch_merchant ON shipment_batch (merchant_id, sent_at, id);

CREATE TABLE shipment_line (
  id uuid PRIMARY KEY,
  batch_id uuid NOT NULL REFERENCES shipment_batch (id),
  line integer NOT NULL CHECK (line >= 1),
  order_number text NOT NULL,
  order_id uuid REFERENCES orders (id),
  carrier_code text REFERENCES carrier (code),
  tracking_number text NOT NULL,
  pieces integer CHECK (pieces >= 1),
  status text NOT NULL CHECK (status IN ('WAITING', 'SHIPPED', 'REFUSED')),
  parcel_id uuid REFERENCES parcel (id),
  -- Which column is wrong, and in which word.
  fault_column text,
  fault text,
  done_at timestamptz,
  UNIQUE (batch_id, line),
  CONSTRAINT shipment_line_has_one_end CHECK (CASE status
    WHEN 'WAITING' THEN parcel_id IS NULL AND fault IS NULL AND done_at IS NULL AND order_id IS NOT NULL AND carrier_code IS NOT NULL
    WHEN 'SHIPPED' THEN parcel_id IS NOT NULL AND fault IS NULL AND done_at IS NOT NULL
    ELSE parcel_id IS NULL AND fault IS NOT NULL AND done_at IS NOT NULL END)
);
CREATE INDEX shipment_line_waiting ON shipment_line (batch_id, line) WHERE status = 'WAITING';
