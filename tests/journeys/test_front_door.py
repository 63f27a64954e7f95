"""A request in, a promise out, with nothing but HTTP: what a developer tries first with curl."""
import datetime
import time
import unittest
import xml.etree.ElementTree as xml

from running_city import CityStory


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class FrontDoor(CityStory):
    def pothole(self, **more):
        """A plain service of the demo city and a place on one of its streets."""
        return {"service_code": "POTHOLE", **self.place(), "description": "Deep hole in the right lane", **more}

    def place(self):
        newest = self.city.get("/requests.json?page_size=1").json
        if newest and newest[0]["lat"] is not None:
            return {"lat": newest[0]["lat"], "long": newest[0]["long"]}
        import csv
        with open(self.city.pack / "sample-cases.csv", newline="", encoding="utf-8") as file:
            row = next(row for row in csv.DictReader(file) if row["latitude"])
        return {"lat": row["latitude"], "long": row["longitude"]}

    def test_discovery_names_where_it_is_served(self):
        for answer in (self.city.get("/discovery.json"), self.city.get("/discovery.xml")):
            self.assertEqual(answer.status, 200)
        endpoints = self.city.get("/discovery.json").json["endpoints"]
        self.assertEqual({endpoint["type"] for endpoint in endpoints}, {"production"}, "nobody is sent to a sandbox that is not there")
        for endpoint in endpoints:
            self.assertEqual(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2")
        self.assertEqual(xml.fromstring(self.city.get("/discovery.xml").body).tag, "discovery")

    def test_a_request_comes_back_with_both_promises(self):
        posted = self.city.post("/requests.json", self.pothole())
        self.assertEqual(posted.status, 200, posted.text)
        number = posted.json[0]["service_request_id"]
        read = self.city.get(f"/requests/{number}.json?extensions=true").json
        self.assertEqual(len(read), 1)
        request = read[0]
        self.assertEqual((request["service_request_id"], request["service_code"], request["status"]), (number, "POTHOLE", "open"))
        asked = instant(request["requested_datetime"])
        first, outcome = instant(request["extended_attributes"]["first_status_due"]), instant(request["expected_datetime"])
        self.assertLess(asked, first)
        self.assertLess(first, outcome)
        self.assertTrue(request["agency_responsible"])

    def test_the_same_in_xml(self):
        posted = self.city.post("/requests.xml", self.pothole())
        self.assertEqual(posted.status, 200, posted.text)
        number = xml.fromstring(posted.body).findtext("request/service_request_id")
        read = xml.fromstring(self.city.get(f"/requests/{number}.xml?extensions=true").body)
        self.assertEqual(read.findtext("request/service_request_id"), number)
        self.assertTrue(read.findtext("request/expected_datetime").endswith("Z"))
        self.assertTrue(read.findtext("request/extended_attributes/first_status_due").endswith("Z"))

    def test_an_answer_stops_the_first_clock_and_a_closing_the_second(self):
        number = self.city.post("/requests.json", self.pothole()).json[0]["service_request_id"]
        said = self.city.post("/servicerequestupdates.json", {
            "service_request_id": number, "update_id": f"u1-{number}", "status": "INVESTIGATING",
            "updated_datetime": instant(self.city.get(f"/requests/{number}.json").json[0]["requested_datetime"]).isoformat(),
            "description": "We looked at it. A crew comes tomorrow."})
        self.assertEqual(said.status, 200, said.text)
        request = self.city.get(f"/requests/{number}.json?extensions=true").json[0]
        self.assertEqual(request["status"], "open")
        self.assertIn("A crew comes tomorrow", request["status_notes"])
        again = self.city.post("/servicerequestupdates.json", {"service_request_id": number, "update_id": f"u1-{number}", "status": "OPEN",
                                                                "updated_datetime": request["updated_datetime"], "description": "Twice"})
        self.assertEqual(again.status, 400, again.text)
        closed = self.city.post("/servicerequestupdates.json", {"service_request_id": number, "update_id": f"u2-{number}", "status": "FIXED",
                                                                 "updated_datetime": request["updated_datetime"], "description": "We filled the hole."})
        self.assertEqual(closed.status, 200, closed.text)
        request = self.city.get(f"/requests/{number}.json").json[0]
        self.assertEqual((request["status"], request["status_notes"]), ("closed", "We filled the hole."))

    def test_identical_posts_are_two_requests_unless_they_carry_the_same_key(self):
        body = self.pothole(description="Asked twice")
        first, second = (self.city.post("/requests.json", body).json[0]["service_request_id"] for _ in range(2))
        self.assertNotEqual(first, second)
        key = {"Idempotency-Key": "story-" + first}
        first, second = (self.city.post("/requests.json", body, key).json[0]["service_request_id"] for _ in range(2))
        self.assertEqual(first, second)
        other = self.city.post("/requests.json", {**body, "description": "Another text"}, key)
        self.assertEqual(other.status, 422, other.text)

    def test_a_batch_service_answers_with_a_token_that_becomes_a_number(self):
        batch = next(service for service in self.city.get("/services.json").json if service["type"] == "batch")
        posted = self.city.post("/requests.json", {"service_code": batch["service_code"], **self.place(), "attribute[WHEN]": "night",
                                                         "description": "For the yearly round"})
        self.assertEqual(posted.status, 200, posted.text)
        self.assertNotIn("service_request_id", {name for name, value in posted.json[0].items() if value})
        token = posted.json[0]["token"]
        for _ in range(200):
            answer = self.city.get(f"/tokens/{token}.json").json[0]
            if answer.get("service_request_id"):
                break
            time.sleep(0.05)
        self.assertEqual(self.city.get(f"/requests/{answer['service_request_id']}.json").status, 200)
        self.assertEqual(self.city.get("/tokens/" + "0" * 32 + ".json").status, 404)

    def test_the_list_of_promises_is_open_data(self):
        self.assertEqual(self.city.get("/promises").status, 200)
        rows = self.city.get("/promises.csv").text.splitlines()
        self.assertGreater(len(rows), 60)

    def test_what_is_wrong_is_named(self):
        refused = self.city.post("/requests.json", {"service_code": "NO_SUCH_THING", "lat": "40"})
        self.assertEqual(refused.status, 400)
        self.assertIn("NO_SUCH_THING", refused.text)
        self.assertEqual(self.city.get("/requests/2222-2222.json").status, 404)

    def test_the_pages_answer(self):
        number = self.city.post("/requests.json", self.pothole()).json[0]["service_request_id"]
        self.assertIn(number, self.city.get("/").text)
        page = self.city.get(f"/requests/{number}")
        self.assertEqual(page.status, 200)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertIn(number, page.text)
        self.assertEqual(self.city.get("/requests/2222-2222").status, 404)

    def test_health_tells_readiness_and_lag(self):
        health = self.city.get("/health").json
        self.assertTrue(health["ready"], health)
        self.assertIn("portico_commands_total", self.city.get("/metrics").text)


class FrontDoorOnPostgres(FrontDoor):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
