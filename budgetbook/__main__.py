from budgetbook.cli import command

command()
