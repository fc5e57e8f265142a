-- migrate:up
-- How much of the log is gone: every position up to this one, and no other; all of it happened before that moment.
ALTER TABLE relay ADD COLUMN trimmed bigint NOT NULL DEFAULT 0;
ALTER TABLE relay ADD COLUMN kept_since timestamptz;
ALTER TABLE relay ADD CHECK (trimmed BETWEEN 0 AND position AND (trimmed = 0 OR kept_since IS NOT NULL));

-- The highest version of a row whose telling is gone, so that what is left can still be counted.
ALTER TABLE topic ADD COLUMN trimmed bigint NOT NULL DEFAULT 0;

-- A session is over when it expires or was revoked, whichever came first.
CREATE INDEX session_over ON session (least(expires_at, revoked_at));

-- Throws away the oldest entries, at most so many, and says how many: a run of positions without a gap, which ends before
-- the first that happened at or after the moment. Its lock is the one that gives positions, so nobody reads or counts half of it.
-- With the last entry of what can change no more (a team that ended, a session) its topic goes too.
CREATE FUNCTION trim_log(before timestamptz, most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  base bigint;
  upto bigint;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM relay r JOIN outbox o ON o.position = r.trimmed + 1 WHERE o.happened_at < before) THEN
    RETURN 0;
  END IF;
  SELECT r.trimmed, least(r.trimmed + most, r.position) INTO base, upto FROM relay r WHERE r.id = 1 FOR UPDATE;
  SELECT coalesce(min(o.position) - 1, upto) INTO upto FROM outbox o
   WHERE o.position > base AND o.position <= upto AND o.happened_at >= before;
  UPDATE relay SET trimmed = upto, kept_since = greatest(kept_since, before) WHERE upto > base;
  WITH gone AS (
    DELETE FROM outbox o WHERE o.position > base AND o.position <= upto RETURNING o.topic, o.version
  ), told AS (
    SELECT topic AS name, max(version) AS version FROM gone WHERE version IS NOT NULL GROUP BY topic
  ), over AS (
    DELETE FROM topic t USING told
     WHERE t.name = told.name AND t.version = told.version AND CASE
       WHEN t.name LIKE 'session:%' THEN true
       WHEN t.name LIKE 'team:%' THEN EXISTS (
         SELECT 1 FROM team WHERE team.id = substr(t.name, 6)::uuid AND team.version = t.version
            AND team.status IN ('SETTLED', 'FAILED', 'CANCELLED'))
       END
    RETURNING t.name
  )
  UPDATE topic t SET trimmed = told.version FROM told
   WHERE t.name = told.name AND told.name NOT IN (SELECT name FROM over);
  RETURN upto - base;
END $$;
