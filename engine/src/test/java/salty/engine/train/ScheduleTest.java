package salty.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/** The rates that Keras' formulas give. */
class ScheduleTest {
    static Stream<Arguments> schedules() {
        Schedule cosine = new Schedule.Cosine(1, .1, 10);
        return Stream.of(
                Arguments.of(new Schedule.Constant(.5), List.of(.5, .5, .5, .5)),
                Arguments.of(new Schedule.Step(1, .5, 2), List.of(1., 1., .5, .5, .25)),
                Arguments.of(new Schedule.Exponential(1, .25, 2), List.of(1., .5, .25)),
                Arguments.of(new Schedule.Cosine(1, 0, 4), List.of(1., .853553, .5, .146447, 0., 0.)),
                Arguments.of(cosine, List.of(1., .977976, .914058)),
                Arguments.of(new Schedule.WarmUp(4, new Schedule.Step(1, .5, 2)),
                        List.of(.25, .5, .75, 1., 1., 1., .5)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void followsItsFormula(Schedule schedule, List<Double> rates) {
        for (int step = 0; step < rates.size(); step++) {
            assertThat(schedule.rate(step)).as("step %d", step).isCloseTo(rates.get(step), within(1e-6));
        }
    }
}
