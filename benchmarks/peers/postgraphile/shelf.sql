-- The shelf as views and functions, so that PostGraphile answers it as the others do.
CREATE SCHEMA shelf;

CREATE TYPE shelf.money AS (fen bigint, amount numeric);
CREATE FUNCTION shelf.money_of(fen bigint) RETURNS shelf.money LANGUAGE sql IMMUTABLE
  AS $$ SELECT ROW(fen, round(fen / 100.0, 2))::shelf.money $$;
COMMENT ON FUNCTION shelf.money_of(bigint) IS E'@omit';

CREATE VIEW shelf.merchant AS SELECT id, name, slug FROM merchant;
COMMENT ON VIEW shelf.merchant IS E'@primaryKey id\n@omit all,many';

CREATE VIEW shelf.campaign AS
  SELECT id, slug, title, kind, size, ends_at, shelf.money_of(team_price_fen) AS team_price,
         merchant_id, status, starts_at, published_at
    FROM campaign;
COMMENT ON VIEW shelf.campaign IS
  E'@primaryKey id\n@foreignKey (merchant_id) references shelf.merchant (id)|@fieldName merchant|@omit many\n@omit all';

CREATE VIEW shelf.sku AS
  SELECT s.id, s.name, shelf.money_of(c.team_price_fen) AS team_price,
         c.stock - c.taken AS stock_left, c.campaign_id, c.team_price_fen
    FROM campaign_sku c JOIN sku s ON s.id = c.sku_id;
COMMENT ON VIEW shelf.sku IS E'@omit all';

CREATE VIEW shelf.team AS
  SELECT id, code, size, seats_filled, size - seats_filled - seats_held AS seats_left, closes_at,
         campaign_id
    FROM team;
COMMENT ON VIEW shelf.team IS E'@omit all';

CREATE FUNCTION shelf.campaigns() RETURNS SETOF shelf.campaign LANGUAGE sql STABLE AS $$
  SELECT * FROM shelf.campaign
   WHERE status = 'PUBLISHED' AND starts_at <= now() AND ends_at > now()
   ORDER BY published_at DESC, id DESC
$$;

CREATE FUNCTION shelf.campaign_skus(c shelf.campaign) RETURNS SETOF shelf.sku
  LANGUAGE sql STABLE AS $$
  SELECT * FROM shelf.sku s WHERE s.campaign_id = c.id ORDER BY s.team_price_fen, s.id
$$;
COMMENT ON FUNCTION shelf.campaign_skus(shelf.campaign) IS E'@simpleCollections only';

CREATE FUNCTION shelf.campaign_open_teams(c shelf.campaign) RETURNS SETOF shelf.team
  LANGUAGE sql STABLE AS $$
  SELECT j.id, j.code, j.size, j.seats_filled, j.size - j.seats_filled - j.seats_held,
         j.closes_at, j.campaign_id
    FROM joinable_teams(c.id, now()) j ORDER BY j.closes_at, j.id
$$;
