-- paid_fen is the sum of all receipts, and paid_at the instant of the first. refunded_fen is what
-- was asked back and has not failed, so that money on its way back is not promised twice.
-- ignores_close marks a payment whose close was answered and forgotten.
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
  ignores_close INTEGER NOT NULL DEFAULT 0 CHECK (ignores_close IN (0, 1)),
  CHECK ((status = 'SUCCEEDED') = (paid_at IS NOT NULL))
) STRICT;

-- Every sum taken, in the order of its taking. The first of a payment has the payment's reference.
CREATE TABLE IF NOT EXISTS receipts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  reference TEXT NOT NULL UNIQUE,
  payment_number TEXT NOT NULL REFERENCES payments (number),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  paid_at TEXT NOT NULL
) STRICT;

-- fails_once marks a refund that will fail before it succeeds.
CREATE TABLE IF NOT EXISTS refunds (
  number TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  payment_number TEXT NOT NULL REFERENCES payments (number),
  status TEXT NOT NULL CHECK (status IN ('PROCESSING', 'SUCCEEDED', 'FAILED')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  reason TEXT NOT NULL,
  succeeded_at TEXT,
  fails_once INTEGER NOT NULL DEFAULT 0 CHECK (fails_once IN (0, 1)),
  CHECK ((status = 'SUCCEEDED') = (succeeded_at IS NOT NULL))
) STRICT;

-- An account outside, or a person, by what whoever named it first called it.
CREATE TABLE IF NOT EXISTS payees (
  token TEXT PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  named TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS identities (
  token TEXT PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  named TEXT NOT NULL
) STRICT;

-- due_at is when it turns by itself: into what it comes to, or where it waits, into nothing.
CREATE TABLE IF NOT EXISTS payouts (
  number TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  payee TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('PROCESSING', 'WAITING', 'SUCCEEDED', 'FAILED', 'EXPIRED')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  note TEXT NOT NULL,
  notify_url TEXT NOT NULL,
  comes_to TEXT NOT NULL CHECK (comes_to IN ('WAITING', 'SUCCEEDED', 'FAILED')),
  due_at TEXT,
  waits_until TEXT,
  succeeded_at TEXT,
  failure TEXT NOT NULL DEFAULT '',
  CHECK ((status = 'SUCCEEDED') = (succeeded_at IS NOT NULL)),
  CHECK ((status IN ('PROCESSING', 'WAITING')) = (due_at IS NOT NULL)),
  CHECK ((status = 'WAITING') = (waits_until IS NOT NULL)),
  CHECK (status NOT IN ('FAILED', 'EXPIRED') OR failure <> '')
) STRICT;

-- due_at is empty once nothing is left to do (delivered, or given up after the last attempt), and
-- while an event is held back to be told out of order.
CREATE TABLE IF NOT EXISTS deliveries (
  event_id TEXT PRIMARY KEY,
  notify_url TEXT NOT NULL,
  body BLOB NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at TEXT,
  delivered_at TEXT,
  payment_number TEXT,
  is_held INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1)),
  CHECK (delivered_at IS NULL OR due_at IS NULL),
  CHECK (is_held = 0 OR due_at IS NULL)
) STRICT;

CREATE TABLE IF NOT EXISTS nonces (
  id INTEGER PRIMARY KEY,
  nonce TEXT NOT NULL UNIQUE,
  seen_at TEXT NOT NULL
) STRICT;

-- One row for each switch that is not as it was at the start; its value is JSON.
CREATE TABLE IF NOT EXISTS mischief (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  turned_at TEXT NOT NULL
) STRICT;

-- How often chance was asked since its seed was told, so that all processes draw one sequence.
CREATE TABLE IF NOT EXISTS chance (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  drawn INTEGER NOT NULL CHECK (drawn >= 0)
) STRICT;
