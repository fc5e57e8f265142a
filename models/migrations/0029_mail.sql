-- migrate:up
-- Where somebody wants to be written to, once they proved that it is theirs, and what of.
CREATE TABLE mailbox (
  person_id uuid PRIMARY KEY REFERENCES person (id),
  address text CHECK (length(address) BETWEEN 3 AND 254),
  confirmed_at timestamptz,
  language text NOT NULL CHECK (language IN ('ZH', 'EN')),
  -- Groups of notices that are not mailed.
  muted jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(muted) = 'array'),
  -- The address to be proved: what was mailed to it is known here by its hash alone.
  asked_address text CHECK (length(asked_address) BETWEEN 3 AND 254),
  code_hash bytea CHECK (octet_length(code_hash) = 32),
  code_until timestamptz,
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- How many codes were mailed since that moment: there is a limit of a day.
  codes integer NOT NULL DEFAULT 0 CHECK (codes >= 0),
  codes_since timestamptz,
  CONSTRAINT mailbox_confirmed CHECK ((address IS NULL) = (confirmed_at IS NULL)),
  CONSTRAINT mailbox_asked_whole CHECK (num_nonnulls(asked_address, code_hash, code_until) IN (0, 3))
);
-- Whom what happens is mailed to.
CREATE INDEX mailbox_confirmed_ones ON mailbox (person_id) WHERE address IS NOT NULL;

-- Up to where what happened was looked at for whom it is to be mailed to: with its row held, nothing is written twice.
CREATE TABLE mail_round (
  id integer PRIMARY KEY CHECK (id = 1),
  position bigint NOT NULL CHECK (position >= 0)
);
INSERT INTO mail_round (id, position) VALUES (1, 0);

-- Letters to be sent. Handing one over is noted before it is done, so that whatever dies in between, none is sent twice.
CREATE TABLE mail (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  address text NOT NULL CHECK (length(address) BETWEEN 3 AND 254),
  language text NOT NULL CHECK (language IN ('ZH', 'EN')),
  -- The position of what it tells; none for a code.
  event_position bigint,
  kind text NOT NULL,
  facts jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(facts) = 'object'),
  status text NOT NULL CHECK (status IN ('QUEUED', 'HANDING', 'SENT', 'UNSURE', 'GIVEN_UP', 'DROPPED')),
  written_at timestamptz NOT NULL,
  next_attempt_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  lease_no bigint NOT NULL DEFAULT 0,
  lease_until timestamptz,
  ended_at timestamptz,
  last_error text CHECK (length(last_error) <= 500),
  CONSTRAINT mail_tells_once UNIQUE (person_id, event_position),
  CONSTRAINT mail_ended CHECK ((ended_at IS NOT NULL) = (status IN ('SENT', 'UNSURE', 'GIVEN_UP', 'DROPPED'))),
  CONSTRAINT mail_handed_under_lease CHECK (status <> 'HANDING' OR lease_until IS NOT NULL)
);
CREATE INDEX mail_due ON mail (next_attempt_at) WHERE status = 'QUEUED';
CREATE INDEX mail_handing ON mail (lease_until) WHERE status = 'HANDING';
CREATE INDEX mail_over ON mail (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX mail_of_person ON mail (person_id, written_at);

-- What was sent, or perhaps was, is never to be sent again; UNSURE may turn out to have been sent.
CREATE FUNCTION mail_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL AND NOT (OLD.status = 'UNSURE' AND NEW.status = 'SENT')
     AND (NEW.status, NEW.ended_at) IS DISTINCT FROM (OLD.status, OLD.ended_at) THEN
    RAISE EXCEPTION 'mail % is over', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.id, NEW.person_id, NEW.address, NEW.kind, NEW.event_position)
     IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.address, OLD.kind, OLD.event_position) THEN
    RAISE EXCEPTION 'mail % stays what it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER mail_stands BEFORE UPDATE ON mail FOR EACH ROW EXECUTE FUNCTION mail_stands();
