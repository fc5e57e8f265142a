-- migrate:up
-- Grows by one with each claim; whoever was given an older number writes nothing any more.
ALTER TABLE payment ADD COLUMN lease_no bigint NOT NULL DEFAULT 0 CHECK (lease_no >= 0);
ALTER TABLE refund ADD COLUMN lease_no bigint NOT NULL DEFAULT 0 CHECK (lease_no >= 0);
-- Payments being given up, which a worker takes over when whoever began that is gone.
CREATE INDEX payment_closing ON payment (closing_at) WHERE status = 'PENDING' AND closing_at IS NOT NULL;

-- migrate:down
DROP INDEX payment_closing;
ALTER TABLE refund DROP COLUMN lease_no;
ALTER TABLE payment DROP COLUMN lease_no;
