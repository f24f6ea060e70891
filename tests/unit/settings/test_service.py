"""What is stated of Cognito agrees with the SDK's own data."""

import boto3

from stacks.service import REGIONS


def test_the_regions_are_those_of_the_sdk() -> None:
    session = boto3.Session()
    known = {
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("cognito-idp", partition)
    }
    assert known == REGIONS
