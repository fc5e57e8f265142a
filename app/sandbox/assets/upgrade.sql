-- What a file from before the provider could be told everything it can be told now lacks.
ALTER TABLE payments ADD COLUMN
  ignores_close INTEGER NOT NULL DEFAULT 0 CHECK (ignores_close IN (0, 1));
ALTER TABLE refunds ADD COLUMN
  fails_once INTEGER NOT NULL DEFAULT 0 CHECK (fails_once IN (0, 1));
ALTER TABLE deliveries ADD COLUMN payment_number TEXT;
ALTER TABLE deliveries ADD COLUMN
  is_held INTEGER NOT NULL DEFAULT 0 CHECK (is_held = 0 OR (is_held = 1 AND due_at IS NULL));

-- Each paid payment was paid once then. It comes before the triggers, which would count it again.
INSERT INTO receipts (reference, payment_number, amount_fen, paid_at)
  SELECT reference, number, paid_fen, paid_at FROM payments
  WHERE status = 'SUCCEEDED' AND paid_fen > 0 ORDER BY paid_at, id;
