-- migrate:up
-- Links that people share, who was led here by whom and for how long, and what an order keeps of it.

-- One for each person and what they share; whoever knows the code may open it.
CREATE TABLE share_link (
  id uuid PRIMARY KEY,
  code text NOT NULL CONSTRAINT share_link_code_taken UNIQUE CHECK (code ~ '^[2-9A-HJKMNP-TV-Z]{10}$'),
  person_id uuid NOT NULL REFERENCES person (id),
  target text NOT NULL CHECK (target IN ('SHOP', 'CAMPAIGN', 'TEAM', 'PRODUCT')),
  target_id uuid,
  made_at timestamptz NOT NULL,
  -- The one that it was made for, so that a look at its goods needs no look at what it leads to.
  merchant_id uuid REFERENCES merchant (id),
  blocked_at timestamptz,
  block_reason text CHECK (length(block_reason) BETWEEN 1 AND 200),
  CONSTRAINT share_link_leads_somewhere CHECK ((target = 'SHOP') = (target_id IS NULL) AND (target = 'SHOP') = (merchant_id IS NULL)),
  CONSTRAINT share_link_blocked_with_reason CHECK ((blocked_at IS NULL) = (block_reason IS NULL)),
  CONSTRAINT share_link_of_each_once UNIQUE NULLS NOT DISTINCT (person_id, target, target_id)
);
CREATE INDEX share_link_made ON share_link (person_id, made_at);

-- How often a link was opened on a day by people who were not signed in: who they were is not kept.
CREATE TABLE share_opening (
  id uuid PRIMARY KEY,
  link_id uuid NOT NULL REFERENCES share_link (id),
  channel text NOT NULL CHECK (channel IN ('CHAT', 'MOMENTS', 'POSTER', 'COMMUNITY', 'CREATOR')),
  day date NOT NULL,
  opened integer NOT NULL CHECK (opened BETWEEN 1 AND 100000),
  UNIQUE (link_id, channel, day)
);

-- One end led the other here: from an instant until another, unless the member buys meanwhile.
CREATE TABLE referral (
  id uuid PRIMARY KEY,
  member_id uuid NOT NULL REFERENCES person (id),
  upline_id uuid NOT NULL REFERENCES person (id),
  link_id uuid REFERENCES share_link (id),
  -- None where an operator made it.
  channel text CHECK (channel IN ('CHAT', 'MOMENTS', 'POSTER', 'COMMUNITY', 'CREATOR')),
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_reason text CHECK (end_reason IN ('EXPIRED', 'REASSIGNED', 'ACCOUNT_CLOSED')),
  renewals integer NOT NULL DEFAULT 0 CHECK (renewals >= 0),
  renewed_at timestamptz,
  warned_at timestamptz,
  -- Why an operator made it, in their words.
  reason text CHECK (length(reason) BETWEEN 1 AND 200),
  CONSTRAINT referral_of_two CHECK (member_id <> upline_id),
  CONSTRAINT referral_lasts CHECK (until_at > from_at),
  CONSTRAINT referral_ends_within CHECK ((ended_at IS NULL) = (end_reason IS NULL) AND ended_at >= from_at AND ended_at <= until_at),
  CONSTRAINT referral_made_somehow CHECK ((channel IS NULL) = (reason IS NOT NULL))
);
-- A person has one upline at a time: one that has not ended here, and none before it that lasted longer below.
CREATE UNIQUE INDEX referral_one_upline ON referral (member_id) WHERE ended_at IS NULL;
CREATE INDEX referral_of_member ON referral (member_id, from_at);
CREATE INDEX referral_of_upline ON referral (upline_id, from_at, id);
CREATE INDEX referral_members ON referral (upline_id, until_at, id) WHERE ended_at IS NULL;
-- What a worker looks for: past its end, and near it without a word yet.
CREATE INDEX referral_due ON referral (until_at, id) WHERE ended_at IS NULL;
CREATE INDEX referral_to_warn_of ON referral (until_at, id) WHERE ended_at IS NULL AND warned_at IS NULL;

-- Each statement here sees what was committed before it, so that whoever waited for the index above looks again.
CREATE FUNCTION referral_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.ended_at IS NOT NULL OR EXISTS (SELECT 1 FROM referral r WHERE r.member_id = NEW.member_id
      AND r.from_at < NEW.until_at AND coalesce(r.ended_at, 'infinity') > NEW.from_at) THEN
    RAISE EXCEPTION 'person % has an upline at that time', NEW.member_id
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'referral_one_at_a_time';
  END IF;
  -- Two that begin at once do not see each other: who binds holds what keeps the other out (docs/locks.md).
  IF EXISTS (
    WITH RECURSIVE above AS (
      SELECT NEW.upline_id AS person_id
      UNION SELECT r.upline_id FROM above a JOIN referral r ON r.member_id = a.person_id AND r.ended_at IS NULL)
    SELECT 1 FROM above WHERE person_id = NEW.member_id) THEN
    RAISE EXCEPTION 'person % would be above themselves', NEW.member_id
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'referral_without_cycle';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER referral_begins BEFORE INSERT ON referral FOR EACH ROW EXECUTE FUNCTION referral_begins();

CREATE FUNCTION referral_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'relation % is over', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.id, NEW.member_id, NEW.upline_id, NEW.link_id, NEW.channel, NEW.from_at, NEW.reason)
     IS DISTINCT FROM (OLD.id, OLD.member_id, OLD.upline_id, OLD.link_id, OLD.channel, OLD.from_at, OLD.reason)
     OR NEW.until_at < OLD.until_at THEN
    RAISE EXCEPTION 'a relation stays what it was made, and never ends sooner than it said' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER referral_stands BEFORE UPDATE ON referral FOR EACH ROW EXECUTE FUNCTION referral_stands();
CREATE TRIGGER referral_never_removed BEFORE DELETE OR TRUNCATE ON referral
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A link that somebody who is signed in opened, and what was decided then: the answer to "why".
CREATE TABLE touch (
  id uuid PRIMARY KEY,
  link_id uuid NOT NULL REFERENCES share_link (id),
  person_id uuid NOT NULL REFERENCES person (id),
  channel text NOT NULL CHECK (channel IN ('CHAT', 'MOMENTS', 'POSTER', 'COMMUNITY', 'CREATOR')),
  day date NOT NULL,
  -- When the link was opened, which may be before its opener signed up.
  touched_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  decision text NOT NULL CHECK (decision IN ('BOUND', 'BOUND_ALREADY', 'BOUND_TO_ANOTHER', 'OWN_LINK', 'LINK_BLOCKED',
    'SHARING_SUSPENDED', 'SHARER_GONE', 'TOO_OLD', 'CYCLE', 'LIMIT_REACHED')),
  referral_id uuid REFERENCES referral (id),
  CONSTRAINT touch_of_each_day_once UNIQUE (person_id, link_id, day),
  CONSTRAINT touch_before_it_is_told CHECK (touched_at <= recorded_at),
  CONSTRAINT touch_bound_by_relation CHECK (decision <> 'BOUND' OR referral_id IS NOT NULL)
);
CREATE INDEX touch_of_person ON touch (person_id, recorded_at, id);
CREATE INDEX touch_of_link ON touch (link_id, recorded_at);
CREATE TRIGGER touch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON touch
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who may share a merchant's goods: everybody, or who was granted it.
CREATE TABLE merchant_sharing (
  merchant_id uuid PRIMARY KEY REFERENCES merchant (id),
  policy text NOT NULL CHECK (policy IN ('OPEN', 'GRANTED')),
  changed_at timestamptz NOT NULL
);

CREATE TABLE share_right (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  person_id uuid NOT NULL REFERENCES person (id),
  status text NOT NULL CHECK (status IN ('GRANTED', 'ENDED')),
  -- Ids of the campaigns that it is limited to; none means all.
  campaign_ids jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(campaign_ids) = 'array' AND jsonb_array_length(campaign_ids) <= 50),
  until_at timestamptz,
  reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
  changed_at timestamptz NOT NULL,
  CONSTRAINT share_right_of_each_once UNIQUE (merchant_id, person_id),
  CONSTRAINT share_right_ended_with_reason CHECK (status <> 'ENDED' OR reason <> '')
);
CREATE INDEX share_right_of_merchant ON share_right (merchant_id, changed_at, id);
CREATE INDEX share_right_of_person ON share_right (person_id, changed_at, id);

-- Whom an operator keeps from sharing at all, and why.
CREATE TABLE sharing_suspension (
  person_id uuid PRIMARY KEY REFERENCES person (id),
  suspended_at timestamptz NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200)
);

-- What a merchant has every shared page say of its goods; who shares cannot add a word.
CREATE TABLE share_words (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  product_id uuid UNIQUE REFERENCES product (id),
  campaign_id uuid UNIQUE REFERENCES campaign (id),
  title text NOT NULL DEFAULT '' CHECK (length(title) <= 60),
  text text NOT NULL DEFAULT '' CHECK (length(text) <= 120),
  picture text NOT NULL DEFAULT '' CHECK (length(picture) <= 200),
  changed_at timestamptz NOT NULL,
  CONSTRAINT share_words_of_one_thing CHECK (num_nonnulls(product_id, campaign_id) = 1),
  CONSTRAINT share_words_say_something CHECK (title <> '' OR text <> '' OR picture <> '')
);

-- A link that somebody reported, and what an operator made of it.
CREATE TABLE share_report (
  id uuid PRIMARY KEY,
  link_id uuid NOT NULL REFERENCES share_link (id),
  reporter_id uuid NOT NULL REFERENCES person (id),
  ground text NOT NULL CHECK (ground IN ('FALSE_CLAIM', 'HARASSMENT', 'FRAUD', 'OTHER')),
  words text NOT NULL DEFAULT '' CHECK (length(words) <= 200),
  made_at timestamptz NOT NULL,
  ruling text CHECK (ruling IN ('DISMISSED', 'LINK_BLOCKED', 'SHARER_SUSPENDED')),
  ruled_at timestamptz,
  ruled_by uuid REFERENCES person (id),
  reason text CHECK (length(reason) BETWEEN 1 AND 200),
  CONSTRAINT share_report_of_each_once UNIQUE (link_id, reporter_id),
  CONSTRAINT share_report_ruled_whole CHECK (num_nonnulls(ruling, ruled_at, ruled_by, reason) IN (0, 4))
);
CREATE INDEX share_report_open ON share_report (made_at, id) WHERE ruling IS NULL;
CREATE INDEX share_report_of_reporter ON share_report (reporter_id, made_at);

-- Who led the buyer here when they paid, and who led them, and who led those: three levels, whatever is paid for them.
CREATE TABLE order_upline (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  level integer NOT NULL CHECK (level BETWEEN 1 AND 3),
  buyer_id uuid NOT NULL REFERENCES person (id),
  person_id uuid NOT NULL REFERENCES person (id),
  edge_id uuid NOT NULL REFERENCES referral (id),
  channel text CHECK (channel IN ('CHAT', 'MOMENTS', 'POSTER', 'COMMUNITY', 'CREATOR')),
  -- Whether this person had the right to share these goods then, and else why not.
  may_share boolean NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('ALLOWED', 'NOT_GRANTED', 'ENDED', 'EXPIRED', 'OTHER_CAMPAIGN', 'SUSPENDED', 'GONE')),
  copied_at timestamptz NOT NULL,
  CONSTRAINT order_upline_of_each_level_once UNIQUE (order_id, level),
  CONSTRAINT order_upline_says_why CHECK (may_share = (verdict = 'ALLOWED'))
);
CREATE INDEX order_upline_of_person ON order_upline (person_id, buyer_id);

CREATE FUNCTION order_upline_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM orders o JOIN referral r ON r.id = NEW.edge_id
      LEFT JOIN order_upline below ON below.order_id = NEW.order_id AND below.level = NEW.level - 1
     WHERE o.id = NEW.order_id AND o.paid_at = NEW.copied_at AND o.person_id = NEW.buyer_id
       AND r.upline_id = NEW.person_id AND r.from_at <= NEW.copied_at AND r.until_at > NEW.copied_at
       AND r.member_id = CASE NEW.level WHEN 1 THEN o.person_id ELSE below.person_id END) THEN
    RAISE EXCEPTION 'level % of order % is no relation that held when it was paid', NEW.level, NEW.order_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER order_upline_fits AFTER INSERT ON order_upline FOR EACH ROW EXECUTE FUNCTION order_upline_fits();
CREATE TRIGGER order_upline_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_upline
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which shared link its buyer opened last that leads to what they bought.
CREATE TABLE order_source (
  order_id uuid PRIMARY KEY REFERENCES orders (id),
  touch_id uuid NOT NULL REFERENCES touch (id),
  link_id uuid NOT NULL REFERENCES share_link (id),
  person_id uuid NOT NULL REFERENCES person (id),
  channel text NOT NULL CHECK (channel IN ('CHAT', 'MOMENTS', 'POSTER', 'COMMUNITY', 'CREATOR')),
  may_share boolean NOT NULL,
  touched_at timestamptz NOT NULL
);
CREATE INDEX order_source_of_person ON order_source (person_id, touched_at);
CREATE TRIGGER order_source_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_source
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
