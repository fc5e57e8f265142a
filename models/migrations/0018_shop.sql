-- migrate:up
-- What the shop's pages ask for: teams that are about to form, what happened in one, who read what, and accounts that are closed.

-- Teams that take members, the nearest to forming first; however many ended before, they are not in it. Its condition is
-- written otherwise than that of joinable_teams, so that a campaign's teams are never looked for among all of them.
CREATE INDEX team_filling ON team ((size - seats_filled - seats_held), closes_at, id)
  WHERE status = 'OPEN' AND seats_filled >= 1 AND size - seats_filled - seats_held >= 1;
-- All seats of a team, those that were given back too.
CREATE INDEX seat_of_team ON seat (team_id, held_at);

-- Up to where somebody read what happened to them, and when they closed their account.
ALTER TABLE person ADD COLUMN read_position bigint NOT NULL DEFAULT 0 CHECK (read_position >= 0);
ALTER TABLE person ADD COLUMN closed_at timestamptz;
-- Whoever is gone leaves a row that others' books point at, and nothing that says who it was.
ALTER TABLE person ADD CONSTRAINT person_closed_is_nobody CHECK
  ((closed_at IS NOT NULL) = starts_with(handle, '~') AND (closed_at IS NULL OR (display_name = '已注销' AND role = 'CUSTOMER')));

CREATE FUNCTION person_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.read_position < OLD.read_position THEN
    RAISE EXCEPTION 'what person % read was read', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.closed_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'person % is gone', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER person_stands BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION person_stands();

-- Whoever places an order holds their row from their first statement on, and closing waits for it: so there is none of theirs afterwards.
CREATE FUNCTION order_of_somebody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'person % is gone', NEW.person_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER order_of_somebody BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION order_of_somebody();

-- What happened in a team that everybody may know, from the instants its rows keep; each once, under an id that stays.
-- Who gave a seat back, or lost it with the team, is named no longer. A draw is locked
-- after every team in it formed, and has no part in one that was called off before.
CREATE FUNCTION team_activity(of uuid) RETURNS TABLE (kind text, happened_at timestamptz, rank integer, id uuid,
  number integer, person_id uuid, held_until timestamptz) LANGUAGE sql STABLE AS $$
  SELECT 'OPENED', t.opened_at, 1, t.id, NULL::integer, t.leader_id, NULL::timestamptz FROM team t WHERE t.id = of
  UNION ALL
  SELECT 'SEAT_HELD', s.held_at, 2, s.id, s.number, CASE WHEN s.state <> 'RELEASED' THEN s.person_id END,
         CASE WHEN s.state = 'HELD' THEN s.held_until END FROM seat s WHERE s.team_id = of
  UNION ALL
  SELECT 'SEAT_FILLED', s.filled_at, 3, s.id, s.number, CASE WHEN s.state <> 'RELEASED' THEN s.person_id END, NULL
    FROM seat s WHERE s.team_id = of AND s.filled_at IS NOT NULL
  UNION ALL
  SELECT 'SEAT_RELEASED', s.released_at, 4, s.id, s.number, NULL, NULL FROM seat s JOIN team t ON t.id = s.team_id
   WHERE s.team_id = of AND s.released_at < coalesce(t.ended_at, 'infinity')
  UNION ALL
  SELECT 'FORMED', t.formed_at, 5, t.id, NULL, NULL, NULL FROM team t WHERE t.id = of AND t.formed_at IS NOT NULL
  UNION ALL
  SELECT 'DRAW_LOCKED', greatest(d.frozen_at, t.formed_at), 6, d.id, NULL, NULL, NULL
    FROM team t JOIN draw d ON d.campaign_id = t.campaign_id AND (d.team_id = t.id OR d.team_id IS NULL)
   WHERE t.id = of AND t.formed_at IS NOT NULL AND d.frozen_at IS NOT NULL AND (t.ended_at IS NULL OR t.ended_at > d.closed_at)
  UNION ALL
  SELECT CASE d.status WHEN 'VOID' THEN 'DRAW_VOID' ELSE 'DRAW_PUBLISHED' END, coalesce(d.voided_at, d.published_at), 7, d.id,
         NULL, NULL, NULL
    FROM team t JOIN draw d ON d.campaign_id = t.campaign_id AND (d.team_id = t.id OR d.team_id IS NULL)
   WHERE t.id = of AND t.formed_at IS NOT NULL AND d.status IN ('PUBLISHED', 'VOID') AND (t.ended_at IS NULL OR t.ended_at > d.closed_at)
  UNION ALL
  SELECT t.status, t.ended_at, 8, t.id, NULL, NULL, NULL FROM team t WHERE t.id = of AND t.status IN ('FAILED', 'CANCELLED')
$$;
