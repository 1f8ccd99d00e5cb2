package dev.latchkey.bench.risk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class StudyTest {

    @Test
    void oneSeedGivesOneStudy() {
        List<Subject> one = Study.ofGenerated(30, 5);
        List<Subject> other = Study.ofGenerated(30, 5);
        assertArrayEquals(scores(one), scores(other));
    }

    @Test
    void theThresholdFindsAtLeastTheRate() {
        int[] scores = new int[Outcomes.SCORES];
        scores[10] = 1;
        scores[60] = 99;
        Outcomes attacks = new Outcomes(scores, new int[Rule.values().length]);
        assertEquals(60, attacks.threshold(0.99));
        assertEquals(10, attacks.threshold(0.995));
    }

    private static int[] scores(List<Subject> subjects) {
        Outcomes sum = new Outcomes();
        subjects.forEach(subject -> subject.honest().values().forEach(sum::addAll));
        subjects.forEach(subject -> subject.attacks().values().forEach(sum::addAll));
        return sum.scores();
    }
}
