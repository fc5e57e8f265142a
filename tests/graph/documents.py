"""The operations of those who sell, as a client outside would write them."""

CAMPAIGN = """campaign { id slug status size hoursToFill limitPerPerson maxQuantity completesAtSize
  rulesHash teamPrice { fen } skus { stockLeft } }"""
PRODUCT = "product { id slug title titleEn isOnSale skus { id code } }"
SKU = "sku { id code stockLeft soloPrice { fen amount } }"


def mutation(name: str, success: str, shown: str, refusals: str = "") -> str:
    """A document of one mutation, which takes its input as $i."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    return f"""mutation($i: {kind}!) {{ {name}(input: $i) {{ __typename
      ... on {success} {{ {shown} }} ... on Refusal {{ message }} {refusals} }} }}"""


def on(kind: str, document: str, name: str) -> str:
    """The same document with an input that several mutations share."""
    return document.replace(f"{name[0].upper()}{name[1:]}Input", kind)


CREATE_MERCHANT = mutation("createMerchant", "MerchantCreated", "merchant { id slug }")
CREATE_CATEGORY = mutation("createCategory", "CategoryCreated", "category { id slug }")
CREATE_PRODUCT = mutation("createProduct", "ProductCreated", PRODUCT)
UPDATE_PRODUCT = mutation("updateProduct", "ProductUpdated", PRODUCT)
WITHDRAW = on(
    "ProductInput", mutation("withdrawProduct", "ProductWithdrawn", PRODUCT), "withdrawProduct"
)
RESTORE = on(
    "ProductInput", mutation("restoreProduct", "ProductRestored", PRODUCT), "restoreProduct"
)
ADD_SKU = mutation("addSku", "SkuAdded", SKU)
CHANGE_SKU = mutation("changeSku", "SkuChanged", SKU)
RESTOCK = mutation("restockSku", "SkuRestocked", SKU, "... on StockTooLow { code wanted left }")
CREATE_CAMPAIGN = mutation(
    "createCampaign", "CampaignCreated", CAMPAIGN, "... on KindNotOffered { kind }"
)
UPDATE_CAMPAIGN = mutation("updateCampaign", "CampaignUpdated", CAMPAIGN)
PUBLISH = on(
    "CampaignInput", mutation("publishCampaign", "CampaignPublished", CAMPAIGN), "publishCampaign"
)
PAUSE = on(
    "CampaignInput", mutation("pauseCampaign", "CampaignSuspended", CAMPAIGN), "pauseCampaign"
)
RESUME = on(
    "CampaignInput", mutation("resumeCampaign", "CampaignResumed", CAMPAIGN), "resumeCampaign"
)
END = on("CampaignInput", mutation("endCampaign", "CampaignClosed", CAMPAIGN), "endCampaign")
