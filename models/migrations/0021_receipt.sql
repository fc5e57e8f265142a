-- migrate:up
-- The second half of an order's life: what its way cost, when it was shipped and received, when its escrow is parted, and whether anybody disputes it.
ALTER TABLE orders
  ADD COLUMN shipping_fen bigint NOT NULL DEFAULT 0 CHECK (shipping_fen >= 0),
  ADD COLUMN shipped_at timestamptz,
  ADD COLUMN received_at timestamptz,
  -- From this instant its escrow may be parted; said at receipt.
  ADD COLUMN settles_at timestamptz,
  ADD COLUMN settled_at timestamptz,
  -- After-sales and complaints that are open; nothing is parted meanwhile.
  ADD COLUMN disputes integer NOT NULL DEFAULT 0 CHECK (disputes >= 0);

DO $$
DECLARE old_check text := (SELECT conname FROM pg_constraint WHERE conrelid = 'orders'::regclass
  AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%unit_price_fen * quantity%');
BEGIN
  EXECUTE format('ALTER TABLE orders DROP CONSTRAINT %I', old_check);
END $$;
ALTER TABLE orders
  ADD CONSTRAINT order_total_adds_up CHECK (total_fen >= 0 AND total_fen = unit_price_fen * quantity - discount_fen + shipping_fen),
  ADD CONSTRAINT order_received_after_shipping CHECK (received_at IS NULL OR (status IN ('COMPLETED', 'CLOSED') AND shipped_at IS NOT NULL)),
  ADD CONSTRAINT order_settles_after_receipt CHECK ((settles_at IS NOT NULL) = (received_at IS NOT NULL) AND settles_at >= received_at),
  ADD CONSTRAINT order_settled_in_time CHECK (settled_at IS NULL OR settled_at >= settles_at);

-- What a worker looks for: to be parted, the longest due first.
CREATE INDEX order_to_settle ON orders (settles_at, id) WHERE settles_at IS NOT NULL AND settled_at IS NULL AND disputes = 0;
