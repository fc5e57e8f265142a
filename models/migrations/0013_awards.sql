-- migrate:up
-- What a draw left somebody with: an award to who won, a subsidy to who did not. One order has one of the two.
CREATE TABLE award (
  id uuid PRIMARY KEY,
  draw_id uuid NOT NULL REFERENCES draw (id),
  team_id uuid NOT NULL REFERENCES team (id),
  order_id uuid NOT NULL CONSTRAINT award_once_for_an_order UNIQUE REFERENCES draw_winner (order_id),
  person_id uuid NOT NULL REFERENCES person (id),
  campaign_id uuid NOT NULL REFERENCES campaign (id),
  prize integer NOT NULL CHECK (prize >= 1),
  -- What was paid and not yet given back when it was granted; what goes back later is measured against it.
  price_fen bigint NOT NULL CHECK (price_fen >= 0),
  refunded_before_fen bigint NOT NULL DEFAULT 0 CHECK (refunded_before_fen >= 0),
  fund_fen bigint NOT NULL CHECK (fund_fen IN (0, price_fen)),
  fund_into text NOT NULL CHECK (fund_into IN ('CREDIT', 'CASH')),
  points bigint NOT NULL CHECK (points >= 0),
  points_cost_fen bigint NOT NULL CHECK (points_cost_fen >= 0),
  shares bigint NOT NULL CHECK (shares >= 0),
  lot_id uuid UNIQUE,
  granted_at timestamptz NOT NULL,
  window_ends_at timestamptz NOT NULL,
  -- What of the fund was released; what of it was taken back while it was locked, and after its release.
  fund_released_fen bigint NOT NULL DEFAULT 0 CHECK (fund_released_fen >= 0),
  fund_taken_fen bigint NOT NULL DEFAULT 0 CHECK (fund_taken_fen >= 0),
  released_taken_fen bigint NOT NULL DEFAULT 0 CHECK (released_taken_fen >= 0),
  points_taken bigint NOT NULL DEFAULT 0,
  shares_taken bigint NOT NULL DEFAULT 0,
  -- What of all that was taken back the person did not have any more, and owed.
  debt_fen bigint NOT NULL DEFAULT 0 CHECK (debt_fen >= 0),
  takebacks integer NOT NULL DEFAULT 0 CHECK (takebacks >= 0),
  CONSTRAINT award_once_for_a_prize UNIQUE (draw_id, prize),
  FOREIGN KEY (draw_id, prize) REFERENCES draw_winner (draw_id, prize),
  CONSTRAINT award_fund_is_its_parts CHECK (fund_released_fen + fund_taken_fen <= fund_fen),
  CONSTRAINT award_takes_back_what_it_released CHECK (released_taken_fen <= fund_released_fen),
  CONSTRAINT award_points_within CHECK (points_taken BETWEEN 0 AND points),
  CONSTRAINT award_shares_within CHECK (shares_taken BETWEEN 0 AND shares),
  CONSTRAINT award_points_have_their_lot CHECK ((points > 0) = (lot_id IS NOT NULL)),
  CHECK ((points > 0) = (points_cost_fen > 0)),
  CHECK (window_ends_at > granted_at)
);
CREATE INDEX award_person ON award (person_id, granted_at, id);
CREATE INDEX award_window ON award (campaign_id, window_ends_at);

CREATE TABLE subsidy (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL CONSTRAINT subsidy_once_for_an_order UNIQUE REFERENCES draw_entry (order_id),
  draw_id uuid NOT NULL REFERENCES draw (id),
  person_id uuid NOT NULL REFERENCES person (id),
  campaign_id uuid NOT NULL REFERENCES campaign (id),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  paid_into text NOT NULL CHECK (paid_into IN ('CREDIT', 'CASH')),
  -- The part that went to a debt of theirs instead.
  repaid_fen bigint NOT NULL DEFAULT 0 CHECK (repaid_fen BETWEEN 0 AND amount_fen),
  granted_at timestamptz NOT NULL
);
CREATE INDEX subsidy_person ON subsidy (person_id, granted_at, id);
CREATE INDEX subsidy_campaign ON subsidy (campaign_id);

-- Each time goods of a winner went back in part, and what of the award went back with them.
CREATE TABLE takeback (
  id uuid PRIMARY KEY,
  award_id uuid NOT NULL REFERENCES award (id),
  n integer NOT NULL CHECK (n >= 1),
  refunded_fen bigint NOT NULL CHECK (refunded_fen > 0),
  fund_fen bigint NOT NULL CHECK (fund_fen >= 0),
  released_fen bigint NOT NULL CHECK (released_fen >= 0),
  points bigint NOT NULL CHECK (points >= 0),
  shares bigint NOT NULL CHECK (shares >= 0),
  debt_fen bigint NOT NULL CHECK (debt_fen >= 0),
  taken_at timestamptz NOT NULL,
  UNIQUE (award_id, n)
);

CREATE TRIGGER subsidy_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON subsidy
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER takeback_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON takeback
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER award_never_removed BEFORE DELETE OR TRUNCATE ON award
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was granted stays as it was; what was released or taken back of it only grows.
CREATE FUNCTION award_granted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['fund_released_fen', 'fund_taken_fen', 'released_taken_fen', 'points_taken',
                         'shares_taken', 'debt_fen', 'takebacks'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'what was granted is not changed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.fund_released_fen < OLD.fund_released_fen OR NEW.fund_taken_fen < OLD.fund_taken_fen
     OR NEW.released_taken_fen < OLD.released_taken_fen OR NEW.points_taken < OLD.points_taken
     OR NEW.shares_taken < OLD.shares_taken OR NEW.debt_fen < OLD.debt_fen
     OR NEW.takebacks < OLD.takebacks THEN
    RAISE EXCEPTION 'what was released or taken back only grows' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER award_granted BEFORE UPDATE ON award FOR EACH ROW EXECUTE FUNCTION award_granted();

-- Who won is not consoled.
CREATE FUNCTION subsidy_of_a_loser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM draw_winner WHERE order_id = NEW.order_id)
     OR (SELECT status FROM draw WHERE id = NEW.draw_id) <> 'PUBLISHED' THEN
    RAISE EXCEPTION 'order % did not lose draw %', NEW.order_id, NEW.draw_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER subsidy_of_a_loser BEFORE INSERT ON subsidy FOR EACH ROW EXECUTE FUNCTION subsidy_of_a_loser();

-- A team is settled when everybody who won has what they won, and nobody else; a draw, when all its teams are.
CREATE FUNCTION draw_team_settles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
      SELECT 1 FROM seat s LEFT JOIN draw_winner w ON w.order_id = s.order_id
       WHERE s.team_id = NEW.id AND s.state <> 'RELEASED'
         AND CASE WHEN w.order_id IS NULL THEN s.state <> 'LOST'
             ELSE s.state <> 'WON' OR NOT EXISTS (SELECT 1 FROM award a WHERE a.order_id = s.order_id) END) THEN
    RAISE EXCEPTION 'team % settles before everybody has their outcome', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draw_team_settles BEFORE UPDATE ON team FOR EACH ROW
  WHEN (NEW.kind IN ('LOTTERY', 'TRIAL') AND NEW.status = 'SETTLED' AND OLD.status <> 'SETTLED')
  EXECUTE FUNCTION draw_team_settles();

CREATE FUNCTION draw_settles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
      SELECT 1 FROM team t
       WHERE t.campaign_id = NEW.campaign_id AND (NEW.team_id IS NULL OR t.id = NEW.team_id)
         AND t.status IN ('FORMED', 'DRAWING') AND t.kind IN ('LOTTERY', 'TRIAL')) THEN
    RAISE EXCEPTION 'draw % settles before its teams', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draw_settles BEFORE UPDATE ON draw FOR EACH ROW
  WHEN (NEW.settled_at IS NOT NULL AND OLD.settled_at IS NULL) EXECUTE FUNCTION draw_settles();

-- A debt is repaid up to nothing: nobody pays more of it than there is, not even two at once.
ALTER TABLE account ADD CONSTRAINT account_repaid_at_most CHECK (kind <> 'RECEIVABLE' OR balance <= 0);

-- Teams of a draw that is over, some at a time, in the order of their ids; those that are settled are not looked at again.
CREATE INDEX team_to_settle_by_draw ON team (campaign_id, id)
  WHERE status IN ('FORMED', 'DRAWING') AND kind IN ('LOTTERY', 'TRIAL');

-- Posts many journals in one statement and says how many were new; the same key with other arguments is an error.
-- journals: [{"key": …, "kind": …, "cause": …, "hash": hex}, …]
-- legs: [{"key": …, "leg": n, "source_kind": …, "source": owner, "target_kind": …, "target": owner, "unit": …, "amount": n}, …]
CREATE FUNCTION post_journals(a_now timestamptz, a_journals jsonb, a_legs jsonb)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  made text[];
  told text;
BEGIN
  -- In the order of their keys, so that two who post the same wait for each other and not in a ring.
  WITH posted AS (
    INSERT INTO journal (key, kind, cause, arguments_hash, posted_at)
      SELECT j.key, j.kind, j.cause, decode(j.hash, 'hex'), a_now
        FROM jsonb_to_recordset(a_journals) AS j (key text, kind text, cause text, hash text) ORDER BY j.key
      ON CONFLICT (key) DO NOTHING RETURNING key)
  SELECT coalesce(array_agg(key), '{}') INTO made FROM posted;
  IF cardinality(made) < jsonb_array_length(a_journals) THEN
    SELECT j.key INTO told FROM jsonb_to_recordset(a_journals) AS j (key text, hash text)
     WHERE (SELECT arguments_hash FROM journal WHERE journal.key = j.key) <> decode(j.hash, 'hex') LIMIT 1;
    IF told IS NOT NULL THEN
      RAISE EXCEPTION 'journal % was posted with other arguments', told USING ERRCODE = 'restrict_violation';
    END IF;
    IF cardinality(made) = 0 THEN
      RETURN 0;
    END IF;
    SELECT coalesce(jsonb_agg(leg), '[]') INTO a_legs
      FROM jsonb_array_elements(a_legs) leg WHERE leg->>'key' = ANY (made);
  END IF;
  SELECT key INTO told FROM unnest(made) key
   WHERE key NOT IN (SELECT leg->>'key' FROM jsonb_array_elements(a_legs) leg) LIMIT 1;
  IF told IS NOT NULL THEN
    RAISE EXCEPTION 'journal % moves nothing', told USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO account (kind, owner, unit, floored, tracked)
    SELECT k.kind, side.owner, side.unit, k.floored, k.tracked
      FROM (SELECT l.source_kind AS kind, l.source AS owner, l.unit
              FROM jsonb_to_recordset(a_legs) AS l (source_kind text, source text, unit text)
            UNION SELECT l.target_kind, l.target, l.unit
              FROM jsonb_to_recordset(a_legs) AS l (target_kind text, target text, unit text)) side
      JOIN account_kind k USING (kind)
     WHERE NOT EXISTS (SELECT 1 FROM account a
                        WHERE (a.kind, a.owner, a.unit) = (side.kind, side.owner, side.unit) OFFSET 0)
     ORDER BY 1, 2, 3
    ON CONFLICT (kind, owner, unit) DO NOTHING;
  -- Each account is looked up by its name alone, and all are locked in id order before any of them moves.
  PERFORM 1 FROM account WHERE tracked AND id = ANY (ARRAY(
      SELECT (SELECT a.id FROM account a
               WHERE a.kind = side.kind AND a.owner = side.owner AND a.unit = leg->>'unit')
        FROM jsonb_array_elements(a_legs) leg,
             LATERAL (VALUES (leg->>'source_kind', leg->>'source'),
                             (leg->>'target_kind', leg->>'target')) side (kind, owner)))
    ORDER BY id FOR NO KEY UPDATE;
  INSERT INTO transfer (journal_id, leg, debit_id, credit_id, unit, amount)
    SELECT (SELECT j.id FROM journal j WHERE j.key = l.key), l.leg,
           (SELECT a.id FROM account a
             WHERE a.kind = l.source_kind AND a.owner = l.source AND a.unit = l.unit),
           (SELECT a.id FROM account a
             WHERE a.kind = l.target_kind AND a.owner = l.target AND a.unit = l.unit),
           l.unit, l.amount
      FROM jsonb_to_recordset(a_legs) AS l (key text, leg integer, source_kind text, source text,
                                            target_kind text, target text, unit text, amount bigint);
  RETURN cardinality(made);
END $$;
