-- migrate:up
-- A draw by a secret is decided seconds before its first winner is shown, as one by a beacon is: so each is shown at its very time.
-- Its receipt is out by then, for everybody; whose is not waits for the first reveal.
ALTER TABLE draw DROP CONSTRAINT draw_reveals_in_time;
ALTER TABLE draw ADD CONSTRAINT draw_reveals_in_time CHECK ((status IN ('REVEALING', 'PUBLISHED')) = (drawn_at IS NOT NULL)
  AND (drawn_at IS NULL OR drawn_at >= coalesce(round_at, first_reveal_at) OR (round_at IS NULL AND receipt_out_at IS NOT NULL
    AND drawn_at >= receipt_out_at AND drawn_at >= first_reveal_at - interval '5 seconds')));
