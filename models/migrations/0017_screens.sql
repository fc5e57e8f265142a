-- migrate:up
-- One row: how many pairings wait. Its lock lets them begin one after the other, its check is the most there may be.
CREATE TABLE pairing_gate (
  id integer PRIMARY KEY CHECK (id = 1),
  waiting integer NOT NULL CONSTRAINT pairings_waiting_most CHECK (waiting BETWEEN 0 AND 1000)
);
INSERT INTO pairing_gate (id, waiting) VALUES (1, 0);

-- A page on a wall that shows what it is told. Its token is its own, never a person's, and stored as a hash.
CREATE TABLE screen (
  id uuid PRIMARY KEY,
  -- None where the whole platform is shown.
  merchant_id uuid REFERENCES merchant (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  theme text NOT NULL CHECK (theme IN ('NIGHT', 'DAY')),
  language text NOT NULL CHECK (language IN ('ZH', 'EN')),
  low_power boolean NOT NULL DEFAULT false,
  confetti boolean NOT NULL DEFAULT false,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  version bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
  -- None where it was approved from a shell.
  approved_by uuid REFERENCES person (id),
  created_at timestamptz NOT NULL,
  reloaded_at timestamptz,
  revoked_at timestamptz,
  -- When it last came, and what it last said of itself.
  seen_at timestamptz,
  report jsonb CHECK (jsonb_typeof(report) = 'object' AND octet_length(report::text) <= 1000),
  reported_at timestamptz,
  CHECK ((report IS NULL) = (reported_at IS NULL)),
  CHECK (reported_at IS NULL OR seen_at >= reported_at)
);
CREATE INDEX screen_newest ON screen (created_at, id) WHERE revoked_at IS NULL;
CREATE INDEX screen_newest_of_merchant ON screen (merchant_id, created_at, id) WHERE revoked_at IS NULL;

-- What is taken from a screen stays taken.
CREATE FUNCTION screen_stays_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'screen % was revoked', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER screen_stays_revoked BEFORE UPDATE ON screen FOR EACH ROW
  WHEN (OLD.revoked_at IS NOT NULL) EXECUTE FUNCTION screen_stays_revoked();
CREATE FUNCTION screen_is_of_one_merchant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'screen % stays whose it is, with its token', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER screen_is_of_one_merchant BEFORE UPDATE ON screen FOR EACH ROW
  WHEN ((NEW.id, NEW.merchant_id, NEW.token_hash) IS DISTINCT FROM (OLD.id, OLD.merchant_id, OLD.token_hash))
  EXECUTE FUNCTION screen_is_of_one_merchant();

-- A screen that nobody knows yet shows a code; whoever approves the code makes it a screen.
CREATE TABLE pairing (
  id uuid PRIMARY KEY,
  code text NOT NULL CHECK (code ~ '^[2-9A-HJKMNP-TV-Z]{6}$'),
  secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
  -- Of the token that is made from the secret, which nobody but the screen has.
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  screen_id uuid UNIQUE REFERENCES screen (id),
  CHECK (expires_at > created_at)
);
CREATE UNIQUE INDEX pairing_one_of_a_code ON pairing (code) WHERE screen_id IS NULL;
CREATE INDEX pairing_over ON pairing (expires_at);

CREATE FUNCTION pairing_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change integer := 0;
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.screen_id IS NULL THEN
    change := change - 1;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.screen_id IS NULL THEN
    change := change + 1;
  END IF;
  IF change <> 0 THEN
    UPDATE pairing_gate SET waiting = waiting + change WHERE id = 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER pairing_counted AFTER INSERT OR UPDATE OF screen_id OR DELETE ON pairing
  FOR EACH ROW EXECUTE FUNCTION pairing_counted();

-- What a screen shows in turn; at place 0 what it shows now instead, until then or until that is cleared.
CREATE TABLE scene (
  id uuid PRIMARY KEY,
  screen_id uuid NOT NULL REFERENCES screen (id),
  place integer NOT NULL CHECK (place BETWEEN 0 AND 20),
  kind text NOT NULL CHECK (kind IN ('WALL', 'FOCUS', 'DRAW', 'RANKING', 'POSTER', 'MESSAGE')),
  seconds integer NOT NULL CHECK (seconds BETWEEN 5 AND 3600),
  campaign_id uuid REFERENCES campaign (id),
  team_id uuid REFERENCES team (id),
  draw_id uuid REFERENCES draw (id),
  zh text NOT NULL DEFAULT '' CHECK (length(zh) <= 200),
  en text NOT NULL DEFAULT '' CHECK (length(en) <= 200),
  until_at timestamptz,
  UNIQUE (screen_id, place),
  CONSTRAINT scene_has_what_its_kind_shows CHECK (
    (campaign_id IS NULL OR kind IN ('WALL', 'RANKING', 'POSTER'))
    AND (kind = 'FOCUS') = (team_id IS NOT NULL)
    AND (kind = 'DRAW') = (draw_id IS NOT NULL)
    AND (kind = 'MESSAGE') = (zh <> '') AND (en = '' OR kind = 'MESSAGE')),
  CONSTRAINT scene_in_the_list_has_no_end CHECK (place = 0 OR until_at IS NULL)
);

-- A merchant's screen shows what is the merchant's; nobody shows what is not published.
CREATE FUNCTION scene_is_of_its_merchant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM screen s, campaign c
     WHERE s.id = NEW.screen_id
       AND c.id IN (NEW.campaign_id, (SELECT campaign_id FROM team WHERE id = NEW.team_id),
                    (SELECT campaign_id FROM draw WHERE id = NEW.draw_id))
       AND (c.status = 'DRAFT' OR c.merchant_id <> s.merchant_id)) THEN
    RAISE EXCEPTION 'screen % may not show that', NEW.screen_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER scene_is_of_its_merchant BEFORE INSERT OR UPDATE ON scene
  FOR EACH ROW EXECUTE FUNCTION scene_is_of_its_merchant();

-- What a wall, a ranking and the next draw are read by, however much there was before.
CREATE INDEX campaign_of_merchant_latest ON campaign (merchant_id, ends_at, id) WHERE status <> 'DRAFT';
CREATE INDEX team_formed_latest ON team (formed_at) WHERE formed_at IS NOT NULL;
CREATE INDEX team_formed_latest_of_campaign ON team (campaign_id, formed_at) WHERE formed_at IS NOT NULL;
CREATE INDEX draw_near_of_campaign ON draw (campaign_id, first_reveal_at) WHERE status IN ('LOCKED', 'REVEALING');
CREATE INDEX draw_over ON draw (coalesce(published_at, voided_at)) WHERE status IN ('PUBLISHED', 'VOID');
CREATE INDEX draw_over_of_campaign ON draw (campaign_id, coalesce(published_at, voided_at))
  WHERE status IN ('PUBLISHED', 'VOID');
