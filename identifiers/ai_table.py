"""The GS1 application identifiers as a table: formats, names, checks, and who stands with whom.

A line of `TABLE` is an identifier, its format, our name and its checks. `390n9` stands for 3900 to 3909. A
format is a `+` of parts: a kind and a length, `N6` exactly, `X..20` up to, in brackets what may be absent.
Kinds: N digits, X the 82 characters of GS1, Y the 39 of components, Z base64url, B a 0 or 1, H a hyphen,
S a slash. A check `mod10=1:14` covers the second to the fourteenth character.
"""

# Predefined lengths: no separator follows these.
PREDEFINED = ("00", "01", "02", "03", "04", *map(str, range(11, 21)), *map(str, range(31, 37)), "41")

TABLE = """
00    N18              sscc                       mod10=0:18
01    N14              gtin                       mod10=0:14
02    N14              content_gtin               mod10=0:14
03    N14              made_to_order_gtin         mod10=0:14
10    X..20            lot
11    N6               manufactured               day
12    N6               due                        day
13    N6               packed                     day
15    N6               best_before                day
16    N6               sell_by                    day
17    N6               expires                    day
20    N2               variant
21    X..20            serial_number
22    X..20            consumer_variant
235   X..28            third_party_serial
240   X..30            additional_id
241   X..30            customer_part
242   N..6             made_to_order_variant
243   X..20            packaging_component
250   X..30            secondary_serial
251   X..30            source_reference
253   N13+[X..17]      document_type              mod10=0:13
254   X..20            gln_extension
255   N13+[N..12]      coupon                     mod10=0:13
30    N..8             variable_count
37    N..8             count
390n9 N..15            amount_payable
391n9 N3+N..15         amount_payable_currency
392n9 N..15            price
393n9 N3+N..15         price_currency
394n3 N4               percent_off
395n5 N6               price_per_unit
400   X..30            order_number
401   X..30            consignment
402   N17              shipment                   mod10=0:17
403   X..30            routing
410   N13              ship_to_gln                mod10=0:13
411   N13              bill_to_gln                mod10=0:13
412   N13              purchased_from_gln         mod10=0:13
413   N13              ship_for_gln               mod10=0:13
414   N13              location_gln               mod10=0:13
415   N13              pay_to_gln                 mod10=0:13
416   N13              production_gln             mod10=0:13
417   N13              party_gln                  mod10=0:13
420   X..20            ship_to_postcode
421   N3+X..9          ship_to_country_postcode
422   N3               country_of_origin
423   N3+[N3]+[N3]+[N3]+[N3]  countries_of_first_processing
424   N3               country_of_processing
425   N3+[N3]+[N3]+[N3]+[N3]  countries_of_disassembly
426   N3               country_of_all_processing
427   X..3             subdivision_of_origin
4300  X..35            ship_to_company
4301  X..35            ship_to_contact
4302  X..70            ship_to_address
4303  X..70            ship_to_address_2
4304  X..70            ship_to_suburb
4305  X..70            ship_to_locality
4306  X..70            ship_to_region
4307  X2               ship_to_country
4308  X..30            ship_to_phone
4309  N20              ship_to_position
4310  X..35            return_to_company
4311  X..35            return_to_contact
4312  X..70            return_to_address
4313  X..70            return_to_address_2
4314  X..70            return_to_suburb
4315  X..70            return_to_locality
4316  X..70            return_to_region
4317  X2               return_to_country
4318  X..20            return_to_postcode
4319  X..30            return_to_phone
4320  X..35            service
4321  B1               dangerous_goods
4322  B1               may_be_left
4323  B1               signature_needed
4324  N10              not_before                 day time=6
4325  N10              not_after                  day time=6
4326  N6               released                   exact_day
4330  N6+[H1]          maximum_fahrenheit
4331  N6+[H1]          maximum_celsius
4332  N6+[H1]          minimum_fahrenheit
4333  N6+[H1]          minimum_celsius
7001  N13              nato_stock_number
7002  X..30            meat_cut
7003  N10              expires_at                 exact_day time=6
7004  N..4             active_potency
7005  X..12            catch_area
7006  N6               first_frozen               exact_day
7007  N6+[N6]          harvested                  exact_day second_day
7008  X..3             aquatic_species
7009  X..10            fishing_gear
7010  X..2             production_method
7011  N6+[N4]          test_by                    exact_day time=6
7020  X..20            refurbishment_lot
7021  X..20            functional_status
7022  X..20            revision_status
7023  X..30            assembly_asset
703n9 N3+X..27         processor
7040  N1+X3            importer_extension
7041  X..4             freight_unit
710   X..20            national_number_de
711   X..20            national_number_fr
712   X..20            national_number_es
713   X..20            national_number_br
714   X..20            national_number_pt
715   X..20            national_number_us
716   X..20            national_number_it
717   X..20            national_number_cr
723n9 X2+X..28         certification
7240  X..20            protocol
7241  N2               carrier_type
7242  X..25            version_control
7250  N8               born                       full_day
7251  N12              born_at                    full_day time=8
7252  N1               biological_sex
7253  X..40            family_name
7254  X..40            given_name
7255  X..10            name_suffix
7256  X..90            full_name
7257  X..70            personal_address
7258  N1+S1+N1         birth_sequence
7259  X..40            baby_family_name
8001  N14              roll_dimensions
8002  X..20            mobile_serial
8003  N14+[X..16]      returnable_asset           mod10=1:14 zero
8004  X..30            individual_asset
8005  N6               unit_price
8006  N18              piece_of_item              mod10=0:14 piece
8007  X..34            bank_account
8008  N8+[N2]+[N2]     produced_at                exact_day time=6
8009  X..50            optical_sensor
8010  Y..30            component
8011  N..12            component_serial
8012  X..20            software_version
8013  X..25            basic_udi_di               pair
8014  X..25            master_udi_di              pair
8017  N18              service_provider           mod10=0:18
8018  N18              service_recipient          mod10=0:18
8019  N..10            service_instance
8020  X..25            payment_reference
8026  N18              content_piece              mod10=0:14 piece
8030  Z..90            digital_signature
8040  N15              imei
8041  N15              second_imei
8042  N32              esim
8043  N18+[N..2]       physical_sim
8110  X..70            coupon_code
8111  N4               loyalty_points
8112  X..70            coupon_offer
8200  X..70            product_url
90    X..30            mutually_agreed
9n9   X..90            company_internal
"""

# Measures: three digits, then how many decimals (0 to 5). `trade` ones need a trade item, `log` ones a
# logistic unit or a trade item of variable measure.
MEASURES = {
    "trade": "310 net_kg 311 length_m 312 width_m 313 height_m 314 area_m2 315 net_l 316 net_m3 320 net_lb "
    "321 length_in 322 length_ft 323 length_yd 324 width_in 325 width_ft 326 width_yd 327 height_in "
    "328 height_ft 329 height_yd 350 area_in2 351 area_ft2 352 area_yd2 356 net_troy_oz 357 net_oz "
    "360 net_qt 361 net_gal 364 volume_in3 365 volume_ft3 366 volume_yd3",
    "log": "330 gross_kg 331 log_length_m 332 log_width_m 333 log_height_m 334 log_area_m2 335 log_l "
    "336 log_m3 340 gross_lb 341 log_length_in 342 log_length_ft 343 log_length_yd 344 log_width_in "
    "345 log_width_ft 346 log_width_yd 347 log_height_in 348 log_height_ft 349 log_height_yd "
    "353 log_area_in2 354 log_area_ft2 355 log_area_yd2 362 log_qt 363 log_gal 367 log_in3 368 log_ft3 "
    "369 log_yd3",
    "item": "337 kg_per_m2",
}
MEASURED = {"trade": "01 02", "log": "00 01", "item": "01"}

# Who needs whom: one of the alternatives must be on the item too, in this carrier or another; `a&b` both.
# `n` stands for any digit.
NEEDS = (
    ("02 8026", "37"),
    ("10 11 13 15 16", "01 02 03 8006 8026"),
    ("17", "01 02 03 255 8006 8026"),
    ("20 240 241 242 422 7001", "01 02 8006 8026"),
    ("21", "01 03 8006"),
    ("250 251 7020 7021 7240", "01 8006"),
    ("8012", "01 03 8006"),
    ("250", "21"),
    ("22 235 243 71n 7004 8001 8014 8200 392n", "01"),
    ("30 423 424 425 426 427 7002 7003 7005 7006 7007 7008 7009 7010 7011 703n 8005 8008", "01 02"),
    ("37", "00"),
    ("37", "02 8026"),
    ("392n 393n 395n", "30 31nn 32nn 35nn 36nn"),
    ("390n", "255 8020"),
    ("391n 12", "8020"),
    ("394n 8111", "255"),
    ("403 43nn 7041", "00"),
    ("4303", "4302"),
    ("4313", "4312"),
    ("254", "414"),
    ("415", "8020"),
    ("427", "422"),
    ("7004", "10"),
    ("7020", "416"),
    ("7022", "7021"),
    ("723n", "01 8004"),
    ("7241 7242 8019 7253 7254 7255 7256", "8017 8018"),
    ("7250 7251 7252 7257 7259", "8018"),
    ("7258", "8018&7259"),
    ("8007 8020", "415"),
    ("8009", "00 01"),
    ("8011", "8010"),
    ("8030", "00 01&21 253 255 8003 8004 8006&21 8010&8011 8017 8018"),
)

# Who must not stand with whom.
EXCLUDES = (
    ("01", "02 03 255 37 8006"),
    ("03", "02 37"),
    ("21", "235"),
    ("255", "02 415 8006 8020 8026"),
    ("390n", "391n 394n 8111"),
    ("392n", "393n 395n"),
    ("393n", "395n"),
    ("394n", "8111"),
    ("395n", "8005"),
    ("420", "421"),
    ("421", "4307"),
    ("426", "422 423 424 425"),
    ("4330", "4331"),
    ("4332", "4333"),
    ("7250", "7251"),
    ("7256", "7253 7254 7255 7259"),
    ("7259", "7253 7254 7255"),
    ("8006", "37 8026"),
    ("8017", "8018"),
    ("8026", "02"),
    *((f"{group}n", f"{group}n") for group in ("390", "391", "392", "393", "394", "395")),
)
