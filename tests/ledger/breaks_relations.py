"""Every way the books can be wrong about who leads whom, and what orders keep of it."""
# ruff: noqa: S608 - what is put together here is written here

IDLE = (
    "(SELECT id FROM person WHERE display_name = '{}' AND id IN (SELECT member_id FROM referral))"
)

RELATION_BREAKS = [
    (
        "ONE_UPLINE_AT_A_TIME",
        [
            f"""INSERT INTO referral
                  (id, member_id, upline_id, channel, from_at, until_at, ended_at, end_reason)
                SELECT gen_random_uuid(), member_id, gen_random_uuid(), 'CHAT', from_at, until_at,
                       until_at, 'EXPIRED'
                  FROM referral WHERE member_id = {IDLE.format("辛")}"""
        ],
    ),
    (
        "NOBODY_LEADS_THEMSELVES",
        [
            f"""UPDATE referral SET upline_id = {IDLE.format("庚")}
                 WHERE member_id = {IDLE.format("辛")} AND ended_at IS NULL"""
        ],
    ),
    (
        "ORDER_KEEPS_WHO_WAS_ABOVE",
        ["UPDATE order_upline SET person_id = gen_random_uuid() WHERE level = 3"],
    ),
    (
        "ORDER_KEEPS_WHO_WAS_ABOVE",
        ["UPDATE order_upline SET copied_at = copied_at - interval '1 second' WHERE level = 2"],
    ),
    (
        "ORDER_FORGETS_NOBODY",
        [
            """DELETE FROM order_upline u WHERE NOT EXISTS (
                 SELECT 1 FROM order_upline o WHERE o.order_id = u.order_id AND o.level > 1)"""
        ],
    ),
]
