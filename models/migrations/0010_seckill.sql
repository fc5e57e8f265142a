-- migrate:up
-- One each, at one price, in full teams: what the reservation of whole teams rests on.
ALTER TABLE campaign ADD CONSTRAINT campaign_seckill_is_one_each CHECK
  (kind <> 'SECKILL' OR status = 'DRAFT'
   OR (limit_per_person = 1 AND max_quantity = 1 AND completes_at_size IS NULL AND leader_discount_fen = 0));
