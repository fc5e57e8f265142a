"""What the load asks: the core operations, as the pages send them."""

JOIN = """mutation($i: JoinTeamInput!) { joinTeam(input: $i) { __typename
  ... on TeamJoined { team { code seatsHeld version } seat { number } order { id } payment { id } }
  ... on Refusal { message } } }"""

WATCH = """subscription($code: String!) { teamProgress(code: $code) {
  code status size seatsFilled seatsHeld seatsLeft version serverTime
  seats(first: 10) { number state member { displayName } } } }"""

CAMPAIGNS = """{ campaigns(first: 20) { nodes {
  id slug title kind size soloPrice { amount } teamPrice { fen amount } endsAt
  skus { id name teamPrice { amount } stockLeft }
  openTeams(first: 3) { nodes { code seatsLeft closesAt } } } } }"""

# The shelf that the peers answer too: twenty campaigns, three SKUs and three teams each.
SHELF = """{ campaigns(first: 20) { nodes {
  id slug title kind size endsAt teamPrice { fen amount } merchant { id name slug }
  skus { id name teamPrice { fen } stockLeft }
  openTeams(first: 3) { nodes { code size seatsFilled seatsLeft closesAt } } } } }"""
