-- migrate:up
-- What somebody asks of a product before they buy it, and its merchant's answer: everybody reads it once it is answered.
CREATE TABLE question (
  id uuid PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES product (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  person_id uuid NOT NULL REFERENCES person (id),
  text text NOT NULL CHECK (length(text) BETWEEN 2 AND 200),
  asked_at timestamptz NOT NULL,
  answer text CHECK (length(answer) BETWEEN 1 AND 500),
  answered_at timestamptz,
  answered_by uuid REFERENCES person (id),
  hidden_at timestamptz,
  hidden_by uuid REFERENCES person (id),
  hidden_reason text CHECK (length(hidden_reason) BETWEEN 1 AND 200),
  CONSTRAINT question_asked_once UNIQUE (person_id, product_id, text),
  CONSTRAINT question_answered_whole CHECK (num_nonnulls(answer, answered_at, answered_by) IN (0, 3)),
  CONSTRAINT question_hidden_with_reason CHECK (num_nonnulls(hidden_at, hidden_by, hidden_reason) IN (0, 3)),
  CONSTRAINT question_answered_later CHECK (answered_at >= asked_at)
);
CREATE INDEX question_shown ON question (product_id, answered_at, id) WHERE answered_at IS NOT NULL AND hidden_at IS NULL;
CREATE INDEX question_waiting ON question (merchant_id, asked_at, id) WHERE answered_at IS NULL AND hidden_at IS NULL;
CREATE INDEX question_of_merchant ON question (merchant_id, asked_at, id);
CREATE INDEX question_of_person ON question (person_id, asked_at, id);

-- What was asked and answered stays as it was said: nobody but an operator takes it out of sight, and nobody removes it.
CREATE FUNCTION question_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.product_id, NEW.merchant_id, NEW.person_id, NEW.text, NEW.asked_at)
     IS DISTINCT FROM (OLD.id, OLD.product_id, OLD.merchant_id, OLD.person_id, OLD.text, OLD.asked_at)
     OR OLD.answered_at IS NOT NULL AND (NEW.answer, NEW.answered_at, NEW.answered_by)
        IS DISTINCT FROM (OLD.answer, OLD.answered_at, OLD.answered_by)
     OR OLD.hidden_at IS NOT NULL AND (NEW.hidden_at, NEW.hidden_by, NEW.hidden_reason)
        IS DISTINCT FROM (OLD.hidden_at, OLD.hidden_by, OLD.hidden_reason) THEN
    RAISE EXCEPTION 'question % was said', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER question_stands BEFORE UPDATE ON question FOR EACH ROW EXECUTE FUNCTION question_stands();
CREATE TRIGGER question_never_removed BEFORE DELETE OR TRUNCATE ON question
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One between each customer and each merchant. Its row is locked by whoever sends, so that numbers have no gap and appear in order:
-- whoever has seen number 7 has missed nothing before it. Who sends has read what came before.
CREATE TABLE conversation (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  opened_at timestamptz NOT NULL,
  version bigint NOT NULL DEFAULT 0 CHECK (version >= 0),
  last_number integer NOT NULL DEFAULT 0,
  -- Up to this number messages are so old that they are gone.
  trimmed integer NOT NULL DEFAULT 0,
  -- When the last message was sent, or it was opened.
  last_at timestamptz NOT NULL,
  person_read integer NOT NULL DEFAULT 0,
  merchant_read integer NOT NULL DEFAULT 0,
  person_blocked_at timestamptz,
  merchant_blocked_at timestamptz,
  CONSTRAINT conversation_of_two UNIQUE (person_id, merchant_id),
  CONSTRAINT conversation_trimmed_within CHECK (trimmed BETWEEN 0 AND last_number),
  CONSTRAINT conversation_read_within CHECK
    (person_read BETWEEN 0 AND last_number AND merchant_read BETWEEN 0 AND last_number),
  CONSTRAINT conversation_opened_first CHECK (last_at >= opened_at)
);
CREATE INDEX conversation_of_person ON conversation (person_id, last_at, id);
CREATE INDEX conversation_of_merchant ON conversation (merchant_id, last_at, id);
CREATE INDEX conversation_unread_by_person ON conversation (person_id) WHERE person_read < last_number;
CREATE INDEX conversation_unread_by_merchant ON conversation (merchant_id) WHERE merchant_read < last_number;

CREATE FUNCTION conversation_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.person_id, NEW.merchant_id, NEW.opened_at)
     IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.merchant_id, OLD.opened_at)
     OR NEW.version < OLD.version OR NEW.last_number NOT IN (OLD.last_number, OLD.last_number + 1)
     OR NEW.trimmed < OLD.trimmed OR NEW.person_read < OLD.person_read OR NEW.merchant_read < OLD.merchant_read THEN
    RAISE EXCEPTION 'conversation % goes forward alone', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER conversation_stands BEFORE UPDATE ON conversation FOR EACH ROW EXECUTE FUNCTION conversation_stands();
CREATE TRIGGER conversation_never_removed BEFORE DELETE OR TRUNCATE ON conversation
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE message (
  id uuid PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES conversation (id),
  number integer NOT NULL CHECK (number >= 1),
  side text NOT NULL CHECK (side IN ('CUSTOMER', 'MERCHANT')),
  author_id uuid NOT NULL REFERENCES person (id),
  -- The sender's own name for it: sent again, it is the same message.
  client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 64),
  text text NOT NULL DEFAULT '' CHECK (length(text) <= 1000),
  pictures jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(pictures) = 'array' AND jsonb_array_length(pictures) <= 9),
  card_kind text CHECK (card_kind IN ('ORDER', 'PRODUCT', 'CAMPAIGN')),
  card_id uuid,
  sent_at timestamptz NOT NULL,
  hidden_at timestamptz,
  CONSTRAINT message_numbered UNIQUE (conversation_id, number),
  CONSTRAINT message_sent_once UNIQUE (conversation_id, author_id, client_id),
  CONSTRAINT message_card_whole CHECK ((card_kind IS NULL) = (card_id IS NULL)),
  CONSTRAINT message_says_something CHECK (text <> '' OR jsonb_array_length(pictures) > 0 OR card_kind IS NOT NULL)
);
CREATE INDEX message_age ON message (sent_at);
CREATE INDEX message_of_author ON message (author_id, sent_at);

CREATE FUNCTION message_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM conversation c WHERE c.id = NEW.conversation_id AND c.last_number = NEW.number) THEN
      RAISE EXCEPTION 'message % is not the next', NEW.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    IF NOT EXISTS (SELECT 1 FROM conversation c WHERE c.id = OLD.conversation_id AND c.trimmed >= OLD.number) THEN
      RAISE EXCEPTION 'message % is kept', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF to_jsonb(NEW) - 'hidden_at' IS DISTINCT FROM to_jsonb(OLD) - 'hidden_at' OR OLD.hidden_at IS NOT NULL THEN
    RAISE EXCEPTION 'message % was said', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER message_stands BEFORE INSERT OR UPDATE OR DELETE ON message
  FOR EACH ROW EXECUTE FUNCTION message_stands();

-- A message that the other side will not have: an operator decides.
CREATE TABLE message_report (
  id uuid PRIMARY KEY,
  message_id uuid NOT NULL UNIQUE REFERENCES message (id) ON DELETE CASCADE,
  person_id uuid NOT NULL REFERENCES person (id),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  made_at timestamptz NOT NULL,
  decided_at timestamptz,
  decided_by uuid REFERENCES person (id),
  upheld boolean,
  decision text CHECK (length(decision) BETWEEN 1 AND 200),
  CONSTRAINT message_report_decided_whole CHECK (num_nonnulls(decided_at, decided_by, upheld, decision) IN (0, 4))
);
CREATE INDEX message_report_open ON message_report (made_at, id) WHERE decided_at IS NULL;
