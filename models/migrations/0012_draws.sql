-- migrate:up
-- Draws: what is fixed when, said by the database a second time, so that not even its owner picks a winner afterwards.

-- What receipts are signed with; one is in use, the others verify what they signed.
CREATE TABLE signing_key (
  id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{16}$'),
  public_key bytea NOT NULL UNIQUE CHECK (octet_length(public_key) = 32),
  secret_key bytea NOT NULL CHECK (octet_length(secret_key) = 32),
  -- The hash of the last lock receipt it signed, which the next one names.
  last_receipt_hash bytea CHECK (octet_length(last_receipt_hash) = 32),
  created_at timestamptz NOT NULL,
  retired_at timestamptz
);
CREATE UNIQUE INDEX signing_key_in_use ON signing_key ((true)) WHERE retired_at IS NULL;

-- The last number given to a commitment; its lock is what leaves no gap.
CREATE TABLE draw_count (
  id integer PRIMARY KEY CHECK (id = 1),
  sequence bigint NOT NULL CHECK (sequence >= 0)
);
INSERT INTO draw_count (id, sequence) VALUES (1, 0);

CREATE TABLE draw (
  id uuid PRIMARY KEY,
  campaign_id uuid NOT NULL REFERENCES campaign (id),
  -- None where the whole campaign is drawn.
  team_id uuid UNIQUE REFERENCES team (id),
  kind text NOT NULL CHECK (kind IN ('LOTTERY', 'TRIAL')),
  scope text NOT NULL CHECK (scope IN ('TEAM', 'CAMPAIGN')),
  mode text NOT NULL CHECK (mode IN ('OPERATOR_COMMIT', 'PUBLIC_BEACON')),
  status text NOT NULL DEFAULT 'SCHEDULED'
    CHECK (status IN ('SCHEDULED', 'LOCKED', 'REVEALING', 'PUBLISHED', 'VOID')),
  -- Promised; as many as entered where these are fewer.
  winners integer NOT NULL CHECK (winners >= 1),
  -- Payments so far, and how many of them entered, once it is locked.
  serials integer NOT NULL DEFAULT 0 CHECK (serials >= 0),
  entries integer NOT NULL DEFAULT 0 CHECK (entries BETWEEN 0 AND serials),
  rules_hash text NOT NULL CHECK (length(rules_hash) = 64),
  key_id text NOT NULL REFERENCES signing_key (id),
  -- Of the operator's secret, which stands apart; numbered without a gap.
  sequence bigint UNIQUE CHECK (sequence >= 1),
  commitment bytea UNIQUE CHECK (octet_length(commitment) = 32),
  -- From here on nobody enters; the numbers are given, in stretches where they are many.
  closed_at timestamptz,
  numbered_serial integer NOT NULL DEFAULT 0,
  root bytea CHECK (octet_length(root) = 32),
  frozen_at timestamptz,
  -- The beacon: its chain as it is published, the round that decides and when it comes, the last one seen at the freeze.
  chain jsonb,
  round bigint CHECK (round >= 1),
  round_at timestamptz,
  beacon_seen bigint CHECK (beacon_seen >= 1),
  beacon_signature bytea CHECK (octet_length(beacon_signature) = 48),
  randomness bytea CHECK (octet_length(randomness) = 32),
  -- The lock receipt: as signed, and when a second look found it there for everybody.
  receipt jsonb,
  receipt_signature bytea CHECK (octet_length(receipt_signature) = 64),
  receipt_hash bytea UNIQUE CHECK (octet_length(receipt_hash) = 32),
  previous_receipt_hash bytea CHECK (octet_length(previous_receipt_hash) = 32),
  receipt_out_at timestamptz,
  first_reveal_at timestamptz,
  reveal_step_ms integer CHECK (reveal_step_ms BETWEEN 1 AND 1800),
  -- When the winners were fixed; each is shown at its own time.
  drawn_at timestamptz,
  published_at timestamptz,
  void_reason text CHECK (void_reason IN ('NO_RECEIPT', 'ROUND_UNAVAILABLE', 'REVEAL_OVERDUE')),
  voided_at timestamptz,
  -- There is nothing to draw: its team ended before it formed, or nobody entered.
  unheld_at timestamptz,
  settled_at timestamptz,
  created_at timestamptz NOT NULL,
  CONSTRAINT draw_among_whom CHECK ((scope = 'TEAM') = (team_id IS NOT NULL)),
  CONSTRAINT draw_chance_of_its_mode CHECK (CASE mode
    WHEN 'OPERATOR_COMMIT' THEN commitment IS NOT NULL AND chain IS NULL AND round IS NULL
      AND round_at IS NULL AND beacon_seen IS NULL AND beacon_signature IS NULL AND randomness IS NULL
    ELSE sequence IS NULL AND commitment IS NULL
      AND (root IS NULL OR (chain IS NOT NULL AND round IS NOT NULL AND round_at IS NOT NULL)) END),
  CONSTRAINT draw_locked_is_whole CHECK (status = 'SCHEDULED' OR (closed_at IS NOT NULL AND entries >= 1
    AND root IS NOT NULL AND frozen_at IS NOT NULL AND receipt IS NOT NULL AND receipt_signature IS NOT NULL
    AND receipt_hash IS NOT NULL AND first_reveal_at IS NOT NULL AND reveal_step_ms IS NOT NULL)),
  CONSTRAINT draw_scheduled_has_no_root CHECK (status <> 'SCHEDULED' OR (root IS NULL AND receipt IS NULL)),
  CONSTRAINT draw_round_comes_after_the_freeze CHECK (round_at > frozen_at AND first_reveal_at > round_at),
  CONSTRAINT draw_round_was_not_known CHECK (round > beacon_seen),
  -- Nobody knows a winner before the time that was told.
  CONSTRAINT draw_reveals_in_time CHECK ((status IN ('REVEALING', 'PUBLISHED')) = (drawn_at IS NOT NULL)
    AND drawn_at >= coalesce(round_at, first_reveal_at)),
  CONSTRAINT draw_by_beacon_has_its_round CHECK (status NOT IN ('REVEALING', 'PUBLISHED') OR mode = 'OPERATOR_COMMIT'
    OR (beacon_signature IS NOT NULL AND randomness IS NOT NULL)),
  CONSTRAINT draw_published_when_all_is_shown CHECK ((status = 'PUBLISHED') = (published_at IS NOT NULL) AND published_at >=
    first_reveal_at + (least(winners, entries) - 1) * reveal_step_ms * interval '1 millisecond'),
  CONSTRAINT draw_void_by_the_calendar CHECK ((status = 'VOID') = (voided_at IS NOT NULL)
    AND (status = 'VOID') = (void_reason IS NOT NULL) AND CASE void_reason
      WHEN 'NO_RECEIPT' THEN coalesce(voided_at >= round_at AND coalesce(receipt_out_at >= round_at, true), false)
      WHEN 'ROUND_UNAVAILABLE' THEN coalesce(voided_at >= round_at + interval '24 hours' AND randomness IS NULL, false)
      WHEN 'REVEAL_OVERDUE' THEN voided_at >= first_reveal_at + interval '24 hours' ELSE true END),
  CONSTRAINT draw_unheld_was_never_locked CHECK (unheld_at IS NULL OR status = 'SCHEDULED'),
  CONSTRAINT draw_settled_when_over CHECK (settled_at IS NULL OR status IN ('PUBLISHED', 'VOID'))
);
CREATE UNIQUE INDEX draw_one_of_a_campaign ON draw (campaign_id) WHERE team_id IS NULL;
CREATE UNIQUE INDEX draw_receipts_are_a_chain ON draw (key_id, previous_receipt_hash) NULLS NOT DISTINCT
  WHERE receipt IS NOT NULL;
CREATE INDEX draw_of_campaign ON draw (campaign_id, created_at, id);
CREATE INDEX draw_to_lock ON draw (closed_at) WHERE status = 'SCHEDULED' AND unheld_at IS NULL AND closed_at IS NOT NULL;
CREATE INDEX draw_to_lock_large ON draw (campaign_id) WHERE status = 'SCHEDULED' AND unheld_at IS NULL AND team_id IS NULL;
CREATE INDEX draw_under_way ON draw (first_reveal_at) WHERE status IN ('LOCKED', 'REVEALING');
CREATE INDEX draw_to_settle ON draw (coalesce(published_at, voided_at))
  WHERE settled_at IS NULL AND status IN ('PUBLISHED', 'VOID');

-- A draw goes forward, and what was fixed stays as it was fixed.
CREATE FUNCTION draw_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  way text := OLD.status || ' ' || NEW.status;
BEGIN
  IF (NEW.id, NEW.campaign_id, NEW.team_id, NEW.kind, NEW.scope, NEW.mode, NEW.winners, NEW.rules_hash, NEW.key_id,
      NEW.commitment, NEW.created_at)
     IS DISTINCT FROM (OLD.id, OLD.campaign_id, OLD.team_id, OLD.kind, OLD.scope, OLD.mode, OLD.winners, OLD.rules_hash,
      OLD.key_id, OLD.commitment, OLD.created_at)
     OR (OLD.sequence IS NOT NULL AND NEW.sequence IS DISTINCT FROM OLD.sequence) THEN
    RAISE EXCEPTION 'draw % is held as it was announced', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.status <> NEW.status AND way NOT IN ('SCHEDULED LOCKED', 'LOCKED REVEALING', 'LOCKED VOID', 'REVEALING PUBLISHED') THEN
    RAISE EXCEPTION 'draw % does not go from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.closed_at IS NOT NULL AND (NEW.closed_at, NEW.serials) IS DISTINCT FROM (OLD.closed_at, OLD.serials))
     OR (OLD.unheld_at IS NOT NULL AND NEW IS DISTINCT FROM OLD)
     OR (OLD.settled_at IS NOT NULL AND NEW IS DISTINCT FROM OLD)
     OR NEW.serials < OLD.serials OR NEW.numbered_serial < OLD.numbered_serial THEN
    RAISE EXCEPTION 'draw % was closed', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.status <> 'SCHEDULED' AND (NEW.entries, NEW.root, NEW.frozen_at, NEW.chain, NEW.round, NEW.round_at,
      NEW.beacon_seen, NEW.receipt, NEW.receipt_signature, NEW.receipt_hash, NEW.previous_receipt_hash,
      NEW.first_reveal_at, NEW.reveal_step_ms)
     IS DISTINCT FROM (OLD.entries, OLD.root, OLD.frozen_at, OLD.chain, OLD.round, OLD.round_at, OLD.beacon_seen,
      OLD.receipt, OLD.receipt_signature, OLD.receipt_hash, OLD.previous_receipt_hash, OLD.first_reveal_at,
      OLD.reveal_step_ms) THEN
    RAISE EXCEPTION 'draw % is locked', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.receipt_out_at IS NOT NULL AND NEW.receipt_out_at IS DISTINCT FROM OLD.receipt_out_at)
     OR (OLD.drawn_at IS NOT NULL AND (NEW.drawn_at, NEW.beacon_signature, NEW.randomness)
         IS DISTINCT FROM (OLD.drawn_at, OLD.beacon_signature, OLD.randomness)) THEN
    RAISE EXCEPTION 'draw % was decided', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draw_stands BEFORE UPDATE ON draw FOR EACH ROW EXECUTE FUNCTION draw_stands();
CREATE FUNCTION draw_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'SCHEDULED' OR NEW.serials <> 0 OR NEW.closed_at IS NOT NULL OR NEW.unheld_at IS NOT NULL THEN
    RAISE EXCEPTION 'a draw is announced first' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draw_begins BEFORE INSERT ON draw FOR EACH ROW EXECUTE FUNCTION draw_begins();
-- The number comes last in its transaction, since whoever else wants one waits; without it nothing is committed.
CREATE FUNCTION draw_is_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT (sequence IS NULL) = (mode = 'OPERATOR_COMMIT') FROM draw WHERE id = NEW.id) THEN
    RAISE EXCEPTION 'draw % has no number among the commitments', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER draw_is_announced AFTER INSERT ON draw DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION draw_is_announced();
CREATE TRIGGER draw_never_removed BEFORE DELETE OR TRUNCATE ON draw FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Apart from what everybody reads, so that no page, no log and no error can hold it by accident.
CREATE TABLE draw_secret (
  draw_id uuid PRIMARY KEY REFERENCES draw (id),
  secret bytea NOT NULL CHECK (octet_length(secret) = 32)
);
CREATE FUNCTION draw_secret_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF sha256(NEW.secret) IS DISTINCT FROM (SELECT commitment FROM draw WHERE id = NEW.draw_id) THEN
    RAISE EXCEPTION 'another secret was committed to' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draw_secret_fits BEFORE INSERT ON draw_secret FOR EACH ROW EXECUTE FUNCTION draw_secret_fits();
CREATE TRIGGER draw_secret_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON draw_secret
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One for each payment; those whose team formed get a number when the draw is locked.
CREATE TABLE draw_entry (
  order_id uuid PRIMARY KEY REFERENCES orders (id),
  draw_id uuid NOT NULL REFERENCES draw (id),
  serial integer NOT NULL CHECK (serial >= 1),
  no integer CHECK (no BETWEEN 1 AND serial),
  seat_id uuid NOT NULL UNIQUE REFERENCES seat (id),
  team_id uuid NOT NULL REFERENCES team (id),
  person_id uuid NOT NULL REFERENCES person (id),
  ticket text NOT NULL UNIQUE CHECK (ticket ~ '^[0-9A-Z]{12}$'),
  -- The payer's own: who knows it can show whose the commitment is.
  salt bytea NOT NULL CHECK (octet_length(salt) = 16),
  commitment bytea NOT NULL CHECK (octet_length(commitment) = 32),
  leaf bytea CHECK (octet_length(leaf) = 32),
  paid_at timestamptz NOT NULL,
  receipt_signature bytea NOT NULL CHECK (octet_length(receipt_signature) = 64),
  UNIQUE (draw_id, serial),
  CONSTRAINT draw_entry_numbered_once UNIQUE (draw_id, no),
  CONSTRAINT draw_entry_numbered_has_its_leaf CHECK (no IS NULL OR leaf IS NOT NULL)
);
CREATE INDEX draw_entry_team ON draw_entry (team_id);
CREATE INDEX draw_entry_person ON draw_entry (person_id, draw_id);
CREATE FUNCTION draw_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of draw;
BEGIN
  SELECT * INTO of FROM draw WHERE id = NEW.draw_id;
  IF TG_OP = 'INSERT' THEN
    IF of.closed_at IS NOT NULL OR of.unheld_at IS NOT NULL OR NEW.no IS NOT NULL OR NEW.serial > of.serials THEN
      RAISE EXCEPTION 'nobody enters draw % so', of.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF of.status <> 'SCHEDULED' OR of.closed_at IS NULL OR OLD.no IS NOT NULL
     OR to_jsonb(NEW) - 'no' - 'leaf' IS DISTINCT FROM to_jsonb(OLD) - 'no' - 'leaf'
     OR (OLD.leaf IS NOT NULL AND NEW.leaf IS DISTINCT FROM OLD.leaf) THEN
    RAISE EXCEPTION 'an entry is what its receipt says' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draw_entry_stands BEFORE INSERT OR UPDATE ON draw_entry FOR EACH ROW EXECUTE FUNCTION draw_entry_stands();
CREATE TRIGGER draw_entry_never_removed BEFORE DELETE OR TRUNCATE ON draw_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The hashes over each thousand leaves, so that a member among a million is proved without the others.
CREATE TABLE draw_block (
  draw_id uuid NOT NULL REFERENCES draw (id),
  block integer NOT NULL CHECK (block >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  PRIMARY KEY (draw_id, block)
);
CREATE FUNCTION draw_block_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT status <> 'SCHEDULED' FROM draw WHERE id = NEW.draw_id) THEN
    RAISE EXCEPTION 'draw % is locked', NEW.draw_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draw_block_stands BEFORE INSERT ON draw_block FOR EACH ROW EXECUTE FUNCTION draw_block_stands();
CREATE TRIGGER draw_block_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON draw_block
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Written when the draw is decided, each to be shown at its time and not before.
CREATE TABLE draw_winner (
  order_id uuid PRIMARY KEY REFERENCES draw_entry (order_id),
  draw_id uuid NOT NULL REFERENCES draw (id),
  prize integer NOT NULL CHECK (prize >= 1),
  no integer NOT NULL CHECK (no >= 1),
  serial integer NOT NULL,
  reveal_at timestamptz NOT NULL,
  -- The path from the leaf to the root, 32 bytes a step; gathered before publication.
  proof bytea CHECK (octet_length(proof) % 32 = 0),
  UNIQUE (draw_id, prize),
  UNIQUE (draw_id, no),
  FOREIGN KEY (draw_id, serial) REFERENCES draw_entry (draw_id, serial)
);
CREATE FUNCTION draw_winner_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of draw;
BEGIN
  SELECT * INTO of FROM draw WHERE id = NEW.draw_id;
  IF TG_OP = 'INSERT' THEN
    IF of.status <> 'LOCKED' OR NEW.prize > least(of.winners, of.entries) OR NEW.proof IS NOT NULL
       OR NEW.reveal_at < of.first_reveal_at + (NEW.prize - 1) * of.reveal_step_ms * interval '1 millisecond'
       OR NOT EXISTS (SELECT 1 FROM draw_entry e WHERE e.order_id = NEW.order_id AND e.draw_id = NEW.draw_id
                        AND e.no = NEW.no AND e.serial = NEW.serial) THEN
      RAISE EXCEPTION 'nobody wins draw % so', of.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.proof IS NOT NULL OR of.status <> 'REVEALING'
     OR to_jsonb(NEW) - 'proof' IS DISTINCT FROM to_jsonb(OLD) - 'proof' THEN
    RAISE EXCEPTION 'a winner stays one' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draw_winner_stands BEFORE INSERT OR UPDATE ON draw_winner
  FOR EACH ROW EXECUTE FUNCTION draw_winner_stands();
CREATE TRIGGER draw_winner_never_removed BEFORE DELETE OR TRUNCATE ON draw_winner
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Revealing and publishing need all winners there are, published ones with their proofs.
CREATE FUNCTION draw_has_its_winners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM draw_winner w WHERE w.draw_id = NEW.id AND (NEW.status = 'REVEALING' OR w.proof IS NOT NULL))
     <> least(NEW.winners, NEW.entries) THEN
    RAISE EXCEPTION 'draw % has other winners than it promised', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draw_has_its_winners BEFORE UPDATE ON draw FOR EACH ROW
  WHEN (NEW.status IN ('REVEALING', 'PUBLISHED') AND NEW.status <> OLD.status)
  EXECUTE FUNCTION draw_has_its_winners();
