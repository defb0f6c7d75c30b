import django.core.validators
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
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "compound",
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "district", "name"), name="compound_in_district"
                    )
                ],
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
                            ("print", "Printed"),
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
                "indexes": [
                    models.Index(fields=["party_id", "-id"], name="lookup_party"),
                    models.Index(fields=["actor_id", "-id"], name="lookup_actor"),
                    models.Index(fields=["company", "-id"], name="lookup_company"),
                ],
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
                        choices=[
                            ("active", "Active"),
                            ("closed", "Closed"),
                            ("merged", "Merged into another file"),
                        ],
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
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=60, verbose_name="contact person"),
                ),
                (
                    "id_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("identity_card", "Identity card"),
                            ("passport", "Passport"),
                            ("travel_permit", "Travel permit of Hong Kong, Macao or Taiwan"),
                            ("residence_permit", "Permanent residence permit of a foreigner"),
                            ("credit_code", "Unified social credit code"),
                        ],
                        max_length=20,
                        verbose_name="kind of identity document",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="customers.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["company", "-id"], name="party_company"),
                    models.Index(fields=["company", "tier", "-id"], name="party_tier"),
                    models.Index(fields=["company", "customer_kind", "-id"], name="party_kind"),
                    models.Index(
                        condition=models.Q(("vulnerable", True)),
                        fields=["company", "-id"],
                        name="party_vulnerable",
                    ),
                    models.Index(
                        condition=models.Q(("id_number", ""), _negated=True),
                        fields=["company", "id_number"],
                        name="party_identity",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "number"), name="party_number"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="party_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("daily_m3__isnull", True), ("daily_m3__gte", 0), _connector="OR"
                        ),
                        name="party_daily_m3",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tier__in", ["standard", "vip_person", "vip_org"]),
                            ("customer_kind__in", ["residential", "commercial", "industrial"]),
                        ),
                        name="party_facts_known",
                    ),
                ],
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
                "indexes": [
                    models.Index(fields=["company", "number"], name="phone_number"),
                    models.Index(fields=["company", "number_reversed"], name="phone_reversed"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("party", "number"), name="phone_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_primary", True)),
                        fields=("party",),
                        name="phone_one_primary",
                    ),
                ],
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
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="customers.premises",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("text_key", models.CharField(blank=True, editable=False, max_length=240)),
            ],
            options={
                "verbose_name": "premises",
                "verbose_name_plural": "premises",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["company", "-id"], name="premises_company"),
                    models.Index(
                        condition=models.Q(("text_key", ""), _negated=True),
                        fields=["company", "text_key"],
                        name="premises_key",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "text"), name="premises_text")
                ],
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
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "state_reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="reason of the state"
                    ),
                ),
                (
                    "state_since",
                    models.DateField(blank=True, null=True, verbose_name="state since"),
                ),
            ],
            options={
                "verbose_name": "service point",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["company", "account_reversed"], name="point_reversed"),
                    models.Index(fields=["company", "state", "-id"], name="point_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "account_key"), name="point_account")
                ],
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
                "constraints": [
                    models.UniqueConstraint(fields=("party", "service_point"), name="entry_pair"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("party__isnull", False),
                            ("service_point__isnull", False),
                            _connector="OR",
                        ),
                        name="entry_of_something",
                    ),
                ],
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("service_point", "role"),
                        name="occupancy_one_per_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="occupancy_period",
                    ),
                ],
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
                (
                    "digits",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="digits before the point",
                    ),
                ),
                (
                    "final_reading",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=12,
                        null=True,
                        verbose_name="final reading (m³)",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "start_reading",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=12,
                        null=True,
                        verbose_name="start reading (m³)",
                    ),
                ),
            ],
            options={
                "verbose_name": "meter",
                "ordering": ["state", "-installed_on", "id"],
                "indexes": [
                    models.Index(fields=["company", "number_reversed"], name="meter_reversed"),
                    models.Index(fields=["company", "replace_on"], name="meter_replace"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "number_key"), name="meter_number")
                ],
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
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "appliance",
                "ordering": ["removed_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="BusinessStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meter_change", "Meter change"),
                            ("transfer", "Transfer of the account"),
                            ("rename", "Change of name during conversion"),
                            ("gas_on", "Gas-on"),
                            ("suspend", "Suspension at own wish"),
                            ("resume", "Resumption of supply"),
                            ("seal", "Sealing"),
                            ("unseal", "Unsealing"),
                            ("vacate", "Recording as vacant"),
                            ("reoccupy", "Taking back from vacant"),
                            ("close", "Closing of the account"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "reading",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=12,
                        null=True,
                        verbose_name="reading (m³)",
                    ),
                ),
                (
                    "new_reading",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=12,
                        null=True,
                        verbose_name="start reading (m³)",
                    ),
                ),
                ("seal", models.CharField(blank=True, max_length=30, verbose_name="seal")),
                ("cause", models.CharField(blank=True, max_length=30, verbose_name="cause")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "settled",
                    models.BooleanField(blank=True, null=True, verbose_name="debts settled"),
                ),
                (
                    "documents",
                    models.JSONField(blank=True, default=list, verbose_name="documents seen"),
                ),
                (
                    "worker",
                    models.CharField(blank=True, max_length=60, verbose_name="carried out by"),
                ),
                (
                    "before",
                    models.CharField(blank=True, max_length=10, verbose_name="state before"),
                ),
                ("after", models.CharField(blank=True, max_length=10, verbose_name="state after")),
                ("decision_id", models.BigIntegerField(editable=False, null=True)),
                ("created_at", models.DateTimeField(verbose_name="recorded")),
                ("recorded_by_id", models.BigIntegerField(editable=False, null=True)),
                ("recorded_by", models.CharField(max_length=80, verbose_name="recorded by")),
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
                    "former_party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_steps",
                        to="customers.party",
                    ),
                ),
                (
                    "meter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="customers.meter",
                    ),
                ),
                (
                    "new_meter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="customers.meter",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="customers.party",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
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
                "verbose_name": "business step",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["company", "-id"], name="step_company"),
                    models.Index(fields=["company", "kind", "-id"], name="step_kind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="contract number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supply", "Gas supply contract"),
                            ("safety", "Gas safety agreement"),
                            ("maintenance", "Maintenance contract"),
                        ],
                        default="supply",
                        max_length=12,
                        verbose_name="kind of contract",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("terms", models.TextField(blank=True, max_length=2000, verbose_name="terms")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_force", "In force"), ("ended", "Ended")],
                        default="in_force",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
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
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="customers.party",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
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
                "verbose_name": "contract",
                "ordering": ["state", "-since", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="contract_period",
                    ),
                    models.UniqueConstraint(fields=("company", "number"), name="contract_number"),
                ],
                "indexes": [models.Index(fields=["company", "until"], name="contract_until")],
            },
        ),
        migrations.CreateModel(
            name="DuplicatePair",
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
                        choices=[("party", "Customer"), ("premises", "Supply address")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("first_id", models.BigIntegerField()),
                ("second_id", models.BigIntegerField()),
                ("grounds", models.JSONField(default=list, verbose_name="grounds")),
                ("weight", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be decided"),
                            ("merged", "Merged"),
                            ("different", "Not the same"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="found")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=80, verbose_name="decided by"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="remark")),
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
                "verbose_name": "suspected duplicate",
                "ordering": ["-weight", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "first_id", "second_id"), name="pair_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_id__lt", models.F("second_id"))),
                        name="pair_ordered",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "state", "-weight", "-id"], name="pair_state")
                ],
            },
        ),
        migrations.CreateModel(
            name="MasterDataTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("master_data", "Create master data"),
                            ("update", "Update customer information"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="what is to be done")),
                ("detail", models.TextField(blank=True, max_length=1000, verbose_name="details")),
                ("source_type", models.CharField(blank=True, max_length=60)),
                ("source_id", models.CharField(blank=True, max_length=40)),
                (
                    "source_number",
                    models.CharField(blank=True, max_length=40, verbose_name="comes from"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done"), ("cancelled", "Not needed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="task received")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="deadline")),
                ("clause", models.CharField(blank=True, max_length=80)),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="done at"),
                ),
                ("finished_by_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "finished_by",
                    models.CharField(blank=True, max_length=80, verbose_name="done by"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="remark")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="master_tasks",
                        to="customers.party",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="master_tasks",
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
                "verbose_name": "task of master data",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("kind", "source_type", "source_id"),
                        name="master_task_once",
                    )
                ],
                "indexes": [
                    models.Index(fields=["company", "state", "due_at"], name="master_task_due"),
                    models.Index(fields=["company", "-id"], name="master_task_company"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
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
                        choices=[("party", "Customer"), ("premises", "Supply address")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("winner_id", models.BigIntegerField()),
                ("loser_id", models.BigIntegerField()),
                ("before", models.JSONField(default=dict)),
                ("moved", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "Done"), ("undone", "Undone")],
                        default="done",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("merged_at", models.DateTimeField(verbose_name="merged at")),
                ("merged_by", models.CharField(max_length=80, verbose_name="merged by")),
                ("undo_until", models.DateTimeField(verbose_name="can be undone until")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                (
                    "undone_by",
                    models.CharField(blank=True, max_length=80, verbose_name="undone by"),
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["kind", "loser_id"], name="merge_loser"),
                    models.Index(fields=["kind", "winner_id"], name="merge_winner"),
                    models.Index(fields=["company", "-id"], name="merge_company"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LookupSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("party_id", models.BigIntegerField()),
                (
                    "lookup",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subjects",
                        to="customers.lookup",
                    ),
                ),
            ],
            options={
                "ordering": ["-lookup"],
                "indexes": [models.Index(fields=["party_id", "-lookup"], name="lookup_subject")],
            },
        ),
    ]
