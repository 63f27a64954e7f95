"""What the program says of its interface: every route is in its OpenAPI document, the types that scripts are checked by are those of this server,
and answers look as the document says."""
import subprocess
import unittest

from running_city import ROOT, CityStory

TYPES = {"string": str, "number": (int, float), "integer": int, "array": list, "object": dict}


def faults_in(value, schema, schemas, at="$"):
    """Where a value is other than its schema: as much of JSON Schema as the document uses."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix("#/components/schemas/")]
    if not isinstance(value, TYPES[schema["type"]]):
        return [f"{at} is no {schema['type']}"]
    found = [f"{at} is out of bounds" for bound, wrong in (("minimum", lambda least: value < least), ("maximum", lambda most: value > most))
             if bound in schema and wrong(schema[bound])]
    if schema["type"] == "object":
        known = schema.get("properties", {})
        found += [f"{at} has no {name}" for name in schema.get("required", []) if name not in value]
        found += [f"{at}.{name} is not known" for name in value if name not in known and schema.get("additionalProperties") is False]
        for name in sorted(known.keys() & value.keys()):
            found += faults_in(value[name], known[name], schemas, f"{at}.{name}")
    if schema["type"] == "array":
        for number, each in enumerate(value):
            found += faults_in(each, schema["items"], schemas, f"{at}[{number}]")
    return found


class Contract(CityStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.city.get("/openapi.json")

    def test_names_every_route_once(self):
        routes = [line.split("\t") for line in self.city.portico("routes").stdout.splitlines()]
        wanted = {(method.lower(), pattern): permission for method, pattern, permission, _, _ in routes if not pattern.startswith("/{language}")}
        named = {(method, pattern): operation["x-permission"] for pattern, path in self.document.json["paths"].items() for method, operation in path.items()}
        self.assertEqual(self.document.json["openapi"], "3.1.0")
        self.assertGreater(len(named), 100)
        self.assertEqual(named, wanted)

    def test_the_types_of_the_scripts_are_those_of_this_server(self):
        made = subprocess.run(["node", ROOT / "web/contract/generate.mjs"], input=self.document.body, capture_output=True, check=True).stdout.decode()
        kept = ROOT / "build/test/api.d.ts"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(made)
        self.assertEqual((ROOT / "web/contract/api.d.ts").read_text(), made, f"the interface has changed: cp {kept} web/contract/api.d.ts, and let web/test say what else has to")

    def test_answers_look_as_it_says(self):
        schemas = self.document.json["components"]["schemas"]
        schema = self.document.json["paths"]["/places.json"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for path in ("/places.json?q=40+market", "/places.json?q=nowhere+at+all", "/es/places.json?q=40+market", "/places.json?lat=43.47755&long=-68.69674"):
            answer = self.city.get(path)
            self.assertEqual(answer.status, 200)
            self.assertEqual(faults_in(answer.json, schema, schemas), [], path)
        self.assertTrue(self.city.get("/places.json?q=40+market").json["places"])
        self.assertEqual(faults_in(self.city.get("/places.json?lat=north").json, {"$ref": "#/components/schemas/Problem"}, schemas), [])
        self.assertEqual(faults_in({"places": [{"label": 4, "lat": 91, "more": 0}]}, schema, schemas),
                         ["$.places[0] has no long", "$.places[0].more is not known", "$.places[0].label is no string", "$.places[0].lat is out of bounds"])


if __name__ == "__main__":
    unittest.main()
