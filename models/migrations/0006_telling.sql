-- migrate:up
-- What happened, written with the change itself. A position is given by the relay after the commit, never by a
-- sequence at insertion: transactions commit in another order than they draw numbers, and readers would miss some.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  version bigint,
  kind text NOT NULL,
  body jsonb NOT NULL DEFAULT '{}',
  happened_at timestamptz NOT NULL,
  position bigint UNIQUE
);
CREATE INDEX outbox_unplaced ON outbox (id) WHERE position IS NULL;
CREATE INDEX outbox_log ON outbox (topic, position);

-- One row: the last position given. Its lock is what makes positions appear in order.
CREATE TABLE relay (
  id integer PRIMARY KEY CHECK (id = 1),
  position bigint NOT NULL
);
INSERT INTO relay (id, position) VALUES (1, 0);

-- How far each topic has come; what a hub asks when nobody told it anything.
CREATE TABLE topic (
  name text PRIMARY KEY,
  version bigint NOT NULL
);

CREATE TABLE idempotency_key (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  mutation text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 128),
  arguments_hash bytea NOT NULL CHECK (octet_length(arguments_hash) = 32),
  -- Row ids, so that the answer is rendered again from what is true now.
  answer jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  UNIQUE (person_id, mutation, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);

-- Gives positions to at most so many events, in one order for everybody, and says how far which topics came.
-- The relay's row is locked in a statement of its own: the next one must see what the last relay committed.
CREATE FUNCTION place_events(most integer) RETURNS TABLE (name text, version bigint) LANGUAGE plpgsql AS $$
DECLARE
  base bigint;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.position IS NULL) THEN
    RETURN;
  END IF;
  SELECT r.position INTO base FROM relay r WHERE r.id = 1 FOR UPDATE;
  RETURN QUERY
    WITH batch AS (
      SELECT o.id, row_number() OVER (ORDER BY o.id) AS n FROM outbox o
       WHERE o.position IS NULL ORDER BY o.id LIMIT most
    ), given AS (
      UPDATE outbox o SET position = base + batch.n FROM batch WHERE o.id = batch.id
      RETURNING o.topic, coalesce(o.version, o.position) AS version
    ), counted AS (
      UPDATE relay r SET position = base + (SELECT count(*) FROM batch) WHERE r.id = 1
    ), reached AS (
      SELECT given.topic AS name, max(given.version) AS version FROM given GROUP BY given.topic
    )
    INSERT INTO topic AS t (name, version) SELECT reached.name, reached.version FROM reached ORDER BY 1
      ON CONFLICT ON CONSTRAINT topic_pkey DO UPDATE SET version = greatest(t.version, excluded.version)
      RETURNING t.name, t.version;
END $$;
