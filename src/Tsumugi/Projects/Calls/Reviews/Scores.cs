namespace Tsumugi.Projects.Calls.Reviews;

/// <summary>What the scores of reviews come to. Pure.</summary>
public static class Scores
{
    /// <summary>Mean over reviews of the weighted mean over criteria, 1 to <see cref="Criterion.Best"/>; each reviewer counts alike.</summary>
    /// <returns>Null without a review.</returns>
    public static double? Mean(IReadOnlyList<Criterion> criteria, IReadOnlyList<Review> reviews) =>
        reviews.Count == 0 ? null : reviews.Average(review => Of(criteria, review));

    /// <summary>Mean of one criterion.</summary>
    public static double? Mean(Criterion criterion, IReadOnlyList<Review> reviews) =>
        reviews.Count == 0 ? null : reviews.Average(review => review.Scores.GetValueOrDefault(criterion.Id));

    /// <summary>How far the reviewers are apart: the highest of their means less the lowest.</summary>
    /// <returns>Null with fewer than two.</returns>
    public static double? Spread(IReadOnlyList<Criterion> criteria, IReadOnlyList<Review> reviews) =>
        reviews.Count < 2 ? null : reviews.Max(review => Of(criteria, review)) - reviews.Min(review => Of(criteria, review));

    private static double Of(IReadOnlyList<Criterion> criteria, Review review) =>
        criteria.Sum(criterion => (double)criterion.Weight * review.Scores.GetValueOrDefault(criterion.Id)) / criteria.Sum(criterion => criterion.Weight);
}
