CREATE TABLE IF NOT EXISTS payments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL UNIQUE,
  cashier_token TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('PENDING', 'SUCCEEDED', 'CLOSED')),
  asked_fen INTEGER NOT NULL CHECK (asked_fen >= 0),
  currency TEXT NOT NULL,
  subject TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  notify_url TEXT NOT NULL,
  return_url TEXT NOT NULL,
  paid_fen INTEGER NOT NULL DEFAULT 0 CHECK (paid_fen >= 0),
  paid_at TEXT,
  refunded_fen INTEGER NOT NULL DEFAULT 0 CHECK (refunded_fen BETWEEN 0 AND paid_fen),
  CHECK ((status = 'SUCCEEDED') = (paid_at IS NOT NULL))
) STRICT;

CREATE TABLE IF NOT EXISTS refunds (
  number TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  payment_number TEXT NOT NULL REFERENCES payments (number),
  status TEXT NOT NULL CHECK (status IN ('PROCESSING', 'SUCCEEDED', 'FAILED')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  reason TEXT NOT NULL,
  succeeded_at TEXT,
  CHECK ((status = 'SUCCEEDED') = (succeeded_at IS NOT NULL))
) STRICT;

CREATE INDEX IF NOT EXISTS refunds_of_payment ON refunds (payment_number);

CREATE TABLE IF NOT EXISTS transfers (
  number TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('PROCESSING', 'SUCCEEDED', 'FAILED')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  note TEXT NOT NULL,
  succeeded_at TEXT,
  CHECK ((status = 'SUCCEEDED') = (succeeded_at IS NOT NULL))
) STRICT;

-- due_at is empty once nothing is left to do: delivered, or given up after the last attempt.
CREATE TABLE IF NOT EXISTS deliveries (
  event_id TEXT PRIMARY KEY,
  notify_url TEXT NOT NULL,
  body BLOB NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at TEXT,
  delivered_at TEXT,
  CHECK (delivered_at IS NULL OR due_at IS NULL)
) STRICT;

CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;
