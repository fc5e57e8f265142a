-- migrate:up
-- An index that no question needed any longer, and a refusal that says which rule spoke.

-- Teams about to form are looked for among those that end soon, which team_due holds in order.
DROP INDEX team_filling;

CREATE OR REPLACE FUNCTION order_of_somebody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'person % is gone', NEW.person_id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_of_somebody';
  END IF;
  RETURN NEW;
END $$;
