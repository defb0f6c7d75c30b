from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="address")),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hall",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "business hall",
                "ordering": ["unit__path"],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("till", models.CharField(blank=True, max_length=20, verbose_name="till")),
                ("day", models.DateField(verbose_name="business day")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                (
                    "opening_float",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="float"),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("volume_counted", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="counter.hall",
                        verbose_name="hall",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts_at_till",
                        to="people.staff",
                        verbose_name="clerk",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "shift",
                "ordering": ["-opened_at", "-id"],
                "indexes": [
                    models.Index(fields=["company", "-opened_at", "-id"], name="shift_company"),
                    models.Index(fields=["unit", "-opened_at", "-id"], name="shift_unit"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("operator",),
                        name="shift_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opening_float__gte", 0)), name="shift_float"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SalesOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "customer_name",
                    models.CharField(blank=True, max_length=120, verbose_name="customer"),
                ),
                (
                    "account_no",
                    models.CharField(blank=True, max_length=30, verbose_name="account number"),
                ),
                (
                    "address",
                    models.CharField(blank=True, max_length=240, verbose_name="supply address"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "To be paid"),
                            ("paid", "Paid"),
                            ("done", "Handed over"),
                            ("reversed", "Reversed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="total"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(null=True, verbose_name="paid")),
                ("done_at", models.DateTimeField(null=True)),
                ("pay_key", models.CharField(blank=True, max_length=40)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales_orders",
                        to="people.staff",
                        verbose_name="clerk",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales_orders",
                        to="customers.party",
                    ),
                ),
                (
                    "reversal_of",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="counter.salesorder",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales_orders",
                        to="customers.servicepoint",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="counter.shift",
                    ),
                ),
            ],
            options={
                "verbose_name": "sales order",
                "ordering": ["-opened_at", "-id"],
                "indexes": [
                    models.Index(fields=["company", "-opened_at", "-id"], name="sale_company"),
                    models.Index(fields=["unit", "-opened_at", "-id"], name="sale_unit"),
                    models.Index(fields=["company", "status", "-opened_at"], name="sale_status"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("operator", "party", "service_point"),
                        name="sale_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CardSale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "card_no",
                    models.CharField(blank=True, max_length=30, verbose_name="card number"),
                ),
                (
                    "volume",
                    models.DecimalField(
                        decimal_places=2, max_digits=10, verbose_name="volume (m³)"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "bought_before",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12),
                ),
                ("sold_at", models.DateTimeField(null=True, verbose_name="sold")),
                ("written_at", models.DateTimeField(null=True, verbose_name="written to the card")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "meter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="card_sales",
                        to="customers.meter",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="card_sales",
                        to="customers.servicepoint",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="card_sales",
                        to="counter.salesorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "card sale",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["meter", "sold_at"], name="card_sale_meter")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("volume", 0), _negated=True), name="card_sale_volume"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("card", "Bank card"),
                            ("qr", "QR code"),
                            ("transfer", "Transfer"),
                        ],
                        max_length=10,
                        verbose_name="paid by",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="terminal or bank reference"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments_taken",
                        to="people.staff",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="counter.salesorder",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="counter.shift",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["shift", "method"], name="payment_shift"),
                    models.Index(fields=["company", "-at"], name="payment_company"),
                    models.Index(fields=["operator", "at"], name="payment_operator"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "method"), name="payment_method_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="payment_not_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MoneyCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("card", "Bank card"),
                            ("qr", "QR code"),
                            ("transfer", "Transfer"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="money_counts",
                        to="counter.shift",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("shift", "method"), name="money_count_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SlipCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("receipt", "Receipt"), ("invoice", "Invoice")], max_length=10
                    ),
                ),
                ("first", models.CharField(blank=True, max_length=20, verbose_name="first number")),
                ("last", models.CharField(blank=True, max_length=20, verbose_name="last number")),
                ("used", models.PositiveIntegerField(default=0, verbose_name="used")),
                ("void", models.PositiveIntegerField(default=0, verbose_name="void slips")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slip_counts",
                        to="counter.shift",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("shift", "kind"), name="slip_count_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SlipRange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("receipt", "Receipt"), ("invoice", "Invoice")],
                        max_length=10,
                        verbose_name="kind of slip",
                    ),
                ),
                ("prefix", models.CharField(blank=True, max_length=8, verbose_name="prefix")),
                ("first", models.PositiveIntegerField(verbose_name="first number")),
                ("last", models.PositiveIntegerField(verbose_name="last number")),
                ("next", models.PositiveIntegerField(verbose_name="next number")),
                ("issued_at", models.DateTimeField(verbose_name="handed out")),
                ("issued_by_name", models.CharField(max_length=80)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slip_ranges",
                        to="people.staff",
                        verbose_name="handed to",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "number range",
                "ordering": ["kind", "prefix", "first"],
                "indexes": [models.Index(fields=["holder", "kind", "first"], name="range_holder")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last__gte", models.F("first")),
                            ("next__gte", models.F("first")),
                            (
                                "next__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("last"), "+", models.Value(1)
                                ),
                            ),
                        ),
                        name="range_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Slip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("receipt", "Receipt"), ("invoice", "Invoice")],
                        max_length=10,
                        verbose_name="kind of slip",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=20, verbose_name="slip number")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("used", "Used"), ("void", "Void")],
                        default="used",
                        max_length=5,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="counter.salesorder",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="counter.shift",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "range",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="counter.sliprange",
                    ),
                ),
            ],
            options={
                "verbose_name": "slip",
                "ordering": ["kind", "range_id", "number"],
                "indexes": [models.Index(fields=["shift", "kind", "number"], name="slip_shift")],
                "constraints": [
                    models.UniqueConstraint(fields=("range", "number"), name="slip_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Bill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("title", models.CharField(max_length=120, verbose_name="for")),
                (
                    "volume",
                    models.DecimalField(
                        decimal_places=2, max_digits=10, null=True, verbose_name="volume (m³)"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("paid_at", models.DateTimeField(null=True, verbose_name="paid")),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.decision",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bills",
                        to="customers.party",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bills",
                        to="customers.servicepoint",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "bill",
                "ordering": ["-issued_at", "-id"],
                "indexes": [models.Index(fields=["company", "-issued_at"], name="bill_company")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="bill_amount"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SalesLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("gas", "Gas on card"),
                            ("bill", "Bill or fee"),
                            ("goods", "Goods"),
                            ("insurance", "Insurance"),
                            ("fee", "Service fee"),
                            ("deposit", "Deposit"),
                            ("refund", "Deposit refunded"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("item", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(max_length=120, verbose_name="item")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, max_digits=10, verbose_name="quantity"),
                ),
                (
                    "measure",
                    models.CharField(blank=True, max_length=20, verbose_name="unit of measure"),
                ),
                (
                    "price",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="price"),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                ("step", models.PositiveSmallIntegerField(null=True, verbose_name="step")),
                ("bill_kind", models.CharField(blank=True, max_length=20)),
                ("bill_ref", models.CharField(blank=True, max_length=60, verbose_name="bill")),
                ("settles", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=90)),
                (
                    "card_sale",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="counter.cardsale",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.decision",
                    ),
                ),
                (
                    "refunds",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunded_by",
                        to="counter.salesline",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="counter.salesorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "line",
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("bill_ref", ""), _negated=True),
                        fields=["bill_kind", "bill_ref"],
                        name="line_bill",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "key", "step"), name="line_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("step__isnull", True)),
                        fields=("order", "key"),
                        name="line_key_alone",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("settles", True), models.Q(("bill_ref", ""), _negated=True)
                        ),
                        fields=("bill_kind", "bill_ref"),
                        name="bill_paid_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("settles", True)),
                        fields=("refunds",),
                        name="deposit_refunded_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "To be confirmed"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="counter.salesorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "reversal",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "asked")),
                        fields=("order",),
                        name="reversal_one_open",
                    )
                ],
            },
        ),
    ]
