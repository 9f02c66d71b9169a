from tests.organisation.fixtures import no_second_factor, scene, signed_in  # noqa: F401
