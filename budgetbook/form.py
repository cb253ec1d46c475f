TABLES = (
    "01-revenue-and-expenditure",
    "02-revenue",
    "03-expenditure",
    "04-appropriation",
    "05-general-public-budget",
    "06-government-fund",
    "07-state-capital",
    "08-economic-categories",
    "09-basic-expenditure-items",
    "10-three-public-expenses",
)
KEYS = ("side", "ordinal", "code", "item")
