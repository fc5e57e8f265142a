CREATE INDEX IF NOT EXISTS receipts_of_payment ON receipts (payment_number, id);
CREATE INDEX IF NOT EXISTS receipts_of_day ON receipts (paid_at, reference);

CREATE INDEX IF NOT EXISTS refunds_of_payment ON refunds (payment_number);
CREATE INDEX IF NOT EXISTS refunds_of_day ON refunds (succeeded_at, reference)
  WHERE succeeded_at IS NOT NULL;

CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS deliveries_held ON deliveries (event_id) WHERE is_held = 1;
CREATE INDEX IF NOT EXISTS deliveries_of_payment ON deliveries (payment_number);

CREATE INDEX IF NOT EXISTS payouts_due ON payouts (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS payouts_of_day ON payouts (succeeded_at, reference)
  WHERE succeeded_at IS NOT NULL;

CREATE TRIGGER IF NOT EXISTS payouts_end_once BEFORE UPDATE ON payouts
WHEN OLD.status IN ('SUCCEEDED', 'FAILED', 'EXPIRED')
  OR (OLD.number, OLD.payee, OLD.amount_fen) IS NOT (NEW.number, NEW.payee, NEW.amount_fen)
BEGIN
  SELECT RAISE(ABORT, 'a payout keeps its sum and its end');
END;

CREATE TRIGGER IF NOT EXISTS payouts_kept BEFORE DELETE ON payouts
BEGIN
  SELECT RAISE(ABORT, 'a payout is never deleted');
END;

CREATE INDEX IF NOT EXISTS nonces_seen ON nonces (seen_at);

CREATE TRIGGER IF NOT EXISTS receipts_counted AFTER INSERT ON receipts
BEGIN
  UPDATE payments SET paid_fen = paid_fen + NEW.amount_fen WHERE number = NEW.payment_number;
END;

CREATE TRIGGER IF NOT EXISTS receipts_unchanged BEFORE UPDATE ON receipts
BEGIN
  SELECT RAISE(ABORT, 'a receipt is never changed');
END;

CREATE TRIGGER IF NOT EXISTS receipts_kept BEFORE DELETE ON receipts
BEGIN
  SELECT RAISE(ABORT, 'a receipt is never deleted');
END;

CREATE TRIGGER IF NOT EXISTS paid_is_received BEFORE UPDATE OF paid_fen ON payments
WHEN NEW.paid_fen <>
  (SELECT coalesce(sum(amount_fen), 0) FROM receipts WHERE payment_number = NEW.number)
BEGIN
  SELECT RAISE(ABORT, 'paid_fen is the sum of the receipts');
END;

-- What these write into refunded_fen, the CHECK of payments holds to the sum of the receipts.
CREATE TRIGGER IF NOT EXISTS refunds_counted AFTER INSERT ON refunds WHEN NEW.status <> 'FAILED'
BEGIN
  UPDATE payments SET refunded_fen = refunded_fen + NEW.amount_fen
    WHERE number = NEW.payment_number;
END;

CREATE TRIGGER IF NOT EXISTS refunds_freed AFTER UPDATE OF status ON refunds
WHEN NEW.status = 'FAILED' AND OLD.status <> 'FAILED'
BEGIN
  UPDATE payments SET refunded_fen = refunded_fen - OLD.amount_fen
    WHERE number = OLD.payment_number;
END;

CREATE TRIGGER IF NOT EXISTS refunds_counted_again AFTER UPDATE OF status ON refunds
WHEN NEW.status <> 'FAILED' AND OLD.status = 'FAILED'
BEGIN
  UPDATE payments SET refunded_fen = refunded_fen + NEW.amount_fen
    WHERE number = NEW.payment_number;
END;

CREATE TRIGGER IF NOT EXISTS refunds_keep_their_sum
BEFORE UPDATE OF amount_fen, payment_number ON refunds
BEGIN
  SELECT RAISE(ABORT, 'a refund keeps its sum and its payment');
END;

CREATE TRIGGER IF NOT EXISTS refunds_kept BEFORE DELETE ON refunds
BEGIN
  SELECT RAISE(ABORT, 'a refund is never deleted');
END;
