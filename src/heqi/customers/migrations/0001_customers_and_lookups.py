import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Compound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="compound")),
                ("district", models.CharField(blank=True, max_length=40, verbose_name="district")),
                ("street", models.CharField(blank=True, max_length=60, verbose_name="street")),
                (
                    "area",
                    models.CharField(
                        choices=[("town", "Town"), ("remote", "Remote area")],
                        default="town",
                        max_length=10,
                        verbose_name="area",
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
                ("neighbours", models.ManyToManyField(blank=True, to="customers.compound")),
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
                "verbose_name": "compound",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Lookup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="time")),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=80, verbose_name="who")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("search", "Searched"),
                            ("list", "Listed"),
                            ("view", "Opened"),
                            ("unmask", "Revealed"),
                            ("export", "Exported"),
                            ("denied", "Refused"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("party_id", models.BigIntegerField(null=True)),
                ("subject_ids", models.JSONField(default=list)),
                ("result_count", models.PositiveIntegerField(default=0)),
                ("masked", models.BooleanField(default=True)),
                ("field", models.CharField(blank=True, max_length=20)),
                (
                    "purpose_code",
                    models.CharField(blank=True, max_length=30, verbose_name="reason"),
                ),
                ("purpose_type", models.CharField(blank=True, max_length=40)),
                (
                    "purpose_id",
                    models.CharField(blank=True, max_length=40, verbose_name="reference"),
                ),
                ("purpose_source", models.CharField(default="none", max_length=8)),
                ("query_kind", models.CharField(blank=True, max_length=20)),
                ("query_hmac", models.CharField(blank=True, max_length=64)),
                ("query_length", models.PositiveSmallIntegerField(default=0)),
                ("channel", models.CharField(default="ui", max_length=10)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "look-up",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="customer number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "Person"), ("organisation", "Organisation")],
                        default="person",
                        max_length=12,
                        verbose_name="kind of party",
                    ),
                ),
                (
                    "customer_kind",
                    models.CharField(
                        choices=[
                            ("residential", "Residential"),
                            ("commercial", "Commercial"),
                            ("industrial", "Industrial"),
                        ],
                        default="residential",
                        max_length=12,
                        verbose_name="kind of customer",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "id_number",
                    models.CharField(
                        blank=True, max_length=30, verbose_name="identity or licence number"
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("standard", "Standard customer"),
                            ("vip_person", "VIP (person)"),
                            ("vip_org", "VIP (organisation)"),
                        ],
                        default="standard",
                        max_length=12,
                        verbose_name="tier",
                    ),
                ),
                (
                    "tier_criterion",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("officials", "Core leader of a government body"),
                            ("supervising_departments", "Leader of a supervising department"),
                            ("supervisors", "Public service supervisor"),
                            ("government", "Government official"),
                            ("media", "News media"),
                        ],
                        default="none",
                        max_length=30,
                        verbose_name="criterion",
                    ),
                ),
                (
                    "tier_basis",
                    models.CharField(blank=True, max_length=200, verbose_name="basis of the tier"),
                ),
                ("tier_since", models.DateField(blank=True, null=True, verbose_name="tier since")),
                (
                    "vulnerable",
                    models.BooleanField(default=False, verbose_name="vulnerable customer"),
                ),
                (
                    "vulnerable_note",
                    models.CharField(blank=True, max_length=200, verbose_name="what to mind"),
                ),
                (
                    "daily_m3",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="daily gas use (m³)",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("closed", "Closed")],
                        default="active",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="phone")),
                ("number_reversed", models.CharField(editable=False, max_length=20)),
                ("label", models.CharField(blank=True, max_length=30, verbose_name="label")),
                ("is_primary", models.BooleanField(default=False, verbose_name="first to call")),
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
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phones",
                        to="customers.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "phone",
                "ordering": ["-is_primary", "id"],
            },
        ),
        migrations.CreateModel(
            name="Premises",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=40, verbose_name="city")),
                ("district", models.CharField(blank=True, max_length=40, verbose_name="district")),
                ("street", models.CharField(blank=True, max_length=80, verbose_name="street")),
                ("building", models.CharField(blank=True, max_length=20, verbose_name="building")),
                ("unit_no", models.CharField(blank=True, max_length=20, verbose_name="entrance")),
                ("floor", models.CharField(blank=True, max_length=10, verbose_name="floor")),
                ("room", models.CharField(blank=True, max_length=20, verbose_name="room")),
                ("text", models.CharField(max_length=240, verbose_name="supply address")),
                (
                    "area",
                    models.CharField(
                        choices=[("town", "Town"), ("remote", "Remote area")],
                        default="town",
                        max_length=10,
                        verbose_name="area",
                    ),
                ),
                (
                    "pressure",
                    models.CharField(
                        choices=[
                            ("low", "Low pressure"),
                            ("medium_b", "Medium pressure B"),
                            ("medium_a", "Medium pressure A"),
                            ("high", "High pressure"),
                        ],
                        default="low",
                        max_length=10,
                        verbose_name="pressure regime",
                    ),
                ),
                ("riser", models.CharField(blank=True, max_length=30, verbose_name="riser")),
                ("gassed_on", models.DateField(blank=True, null=True, verbose_name="gas-on date")),
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
                    "compound",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="premises",
                        to="customers.compound",
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
                "verbose_name": "premises",
                "verbose_name_plural": "premises",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_no", models.CharField(max_length=30, verbose_name="account number")),
                ("account_key", models.CharField(editable=False, max_length=30)),
                ("account_reversed", models.CharField(editable=False, max_length=30)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("on_file", "On file"),
                            ("gas_on", "Gas on"),
                            ("suspended", "Suspended at own wish"),
                            ("sealed", "Sealed"),
                            ("vacant", "Vacant"),
                            ("closed", "Account closed"),
                        ],
                        default="on_file",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "opened_on",
                    models.DateField(blank=True, null=True, verbose_name="account opened"),
                ),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="account closed on"),
                ),
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
                    "premises",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_points",
                        to="customers.premises",
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
                "verbose_name": "service point",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tokens", models.TextField(blank=True)),
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
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="customers.party",
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
                    "service_point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="customers.servicepoint",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Occupancy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("user", "User"), ("owner", "Owner"), ("payer", "Payer")],
                        max_length=8,
                        verbose_name="role",
                    ),
                ),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occupancies",
                        to="customers.party",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occupancies",
                        to="customers.servicepoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "role at a service point",
                "ordering": ["-since", "id"],
            },
        ),
        migrations.CreateModel(
            name="Meter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=30, verbose_name="meter number")),
                ("number_key", models.CharField(editable=False, max_length=30)),
                ("number_reversed", models.CharField(editable=False, max_length=30)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mechanical", "Mechanical meter"),
                            ("ic_card", "IC card meter"),
                            ("iot", "IoT meter"),
                        ],
                        default="mechanical",
                        max_length=10,
                        verbose_name="kind of meter",
                    ),
                ),
                ("model", models.CharField(blank=True, max_length=40, verbose_name="model")),
                ("size", models.CharField(blank=True, max_length=10, verbose_name="size")),
                ("maker", models.CharField(blank=True, max_length=60, verbose_name="maker")),
                (
                    "inlet",
                    models.CharField(
                        blank=True,
                        choices=[("left", "Left"), ("right", "Right")],
                        max_length=5,
                        verbose_name="inlet side",
                    ),
                ),
                ("seal", models.CharField(blank=True, max_length=30, verbose_name="seal")),
                ("made_on", models.DateField(blank=True, null=True, verbose_name="made on")),
                (
                    "installed_on",
                    models.DateField(blank=True, null=True, verbose_name="installed on"),
                ),
                ("replace_on", models.DateField(blank=True, null=True, verbose_name="end of life")),
                ("removed_on", models.DateField(blank=True, null=True, verbose_name="removed on")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_use", "In use"), ("removed", "Removed")],
                        default="in_use",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
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
                    "service_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meters",
                        to="customers.servicepoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "meter",
                "ordering": ["state", "-installed_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Appliance",
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
                            ("cooker", "Cooker"),
                            ("water_heater", "Water heater"),
                            ("boiler", "Wall-hung boiler"),
                            ("commercial", "Commercial burner"),
                            ("other", "Other"),
                        ],
                        max_length=14,
                        verbose_name="kind of appliance",
                    ),
                ),
                ("brand", models.CharField(blank=True, max_length=40, verbose_name="brand")),
                ("model", models.CharField(blank=True, max_length=40, verbose_name="model")),
                (
                    "flame_failure",
                    models.BooleanField(blank=True, null=True, verbose_name="flame-failure device"),
                ),
                ("flue", models.CharField(blank=True, max_length=40, verbose_name="flue")),
                ("hose", models.CharField(blank=True, max_length=40, verbose_name="hose")),
                ("hose_on", models.DateField(blank=True, null=True, verbose_name="hose fitted on")),
                ("alarm", models.BooleanField(blank=True, null=True, verbose_name="gas alarm")),
                (
                    "installed_on",
                    models.DateField(blank=True, null=True, verbose_name="installed on"),
                ),
                ("removed_on", models.DateField(blank=True, null=True, verbose_name="removed on")),
                (
                    "service_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appliances",
                        to="customers.servicepoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "appliance",
                "ordering": ["removed_on", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="compound",
            constraint=models.UniqueConstraint(
                fields=("company", "district", "name"), name="compound_in_district"
            ),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(fields=["party_id", "-id"], name="lookup_party"),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(fields=["actor_id", "-id"], name="lookup_actor"),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(fields=["company", "-id"], name="lookup_company"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["company", "-id"], name="party_company"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["company", "tier", "-id"], name="party_tier"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["company", "customer_kind", "-id"], name="party_kind"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("vulnerable", True)),
                fields=["company", "-id"],
                name="party_vulnerable",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="party_number"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="party_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("daily_m3__isnull", True), ("daily_m3__gte", 0), _connector="OR"
                ),
                name="party_daily_m3",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tier__in", ["standard", "vip_person", "vip_org"]),
                    ("customer_kind__in", ["residential", "commercial", "industrial"]),
                ),
                name="party_facts_known",
            ),
        ),
        migrations.AddIndex(
            model_name="phone",
            index=models.Index(fields=["company", "number"], name="phone_number"),
        ),
        migrations.AddIndex(
            model_name="phone",
            index=models.Index(fields=["company", "number_reversed"], name="phone_reversed"),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.UniqueConstraint(fields=("party", "number"), name="phone_once"),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_primary", True)),
                fields=("party",),
                name="phone_one_primary",
            ),
        ),
        migrations.AddIndex(
            model_name="premises",
            index=models.Index(fields=["company", "-id"], name="premises_company"),
        ),
        migrations.AddConstraint(
            model_name="premises",
            constraint=models.UniqueConstraint(fields=("company", "text"), name="premises_text"),
        ),
        migrations.AddIndex(
            model_name="servicepoint",
            index=models.Index(fields=["company", "account_reversed"], name="point_reversed"),
        ),
        migrations.AddIndex(
            model_name="servicepoint",
            index=models.Index(fields=["company", "state", "-id"], name="point_state"),
        ),
        migrations.AddConstraint(
            model_name="servicepoint",
            constraint=models.UniqueConstraint(
                fields=("company", "account_key"), name="point_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.UniqueConstraint(
                fields=("party", "service_point"), name="entry_pair"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("party__isnull", False), ("service_point__isnull", False), _connector="OR"
                ),
                name="entry_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("service_point", "role"),
                name="occupancy_one_per_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="occupancy_period",
            ),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["company", "number_reversed"], name="meter_reversed"),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["company", "replace_on"], name="meter_replace"),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.UniqueConstraint(
                fields=("company", "number_key"), name="meter_number"
            ),
        ),
    ]
