using Tsumugi.Client.Datasets;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Privacy;

namespace Tsumugi.Federating.Site;

/// <summary>A dataset that stays at the site, and what may be done with it.</summary>
public sealed record SiteDataset
{
    public required string Name { get; init; }

    /// <summary>Absolute path; its files are read, never sent.</summary>
    public required string Folder { get; init; }

    /// <summary>Fewer examples than these are not trained on: a mean of few gives single ones away.</summary>
    public required int MinimumRows { get; init; }

    /// <summary>Null where the site asks for no noise; else training without noise is refused, and with noise until it is spent.</summary>
    public PrivacyBudget? Budget { get; init; }

    public required DatasetRequest Declared { get; init; }
}

/// <summary>What a site lets itself be asked. Whatever it does not say is refused.</summary>
public sealed record SitePolicy
{
    /// <summary>Names of recipes; after <c>@</c> the beginning of the SHA-256 of the one text that is meant.</summary>
    public required IReadOnlyList<string> Recipes { get; init; }

    public required IReadOnlyDictionary<string, SiteDataset> Datasets { get; init; }

    /// <summary>Of one training.</summary>
    public required int MostRounds { get; init; }

    /// <summary>Hours of the day in local time; null for all. The end may lie on the next day.</summary>
    public (TimeOnly From, TimeOnly Until)? Hours { get; init; }

    /// <summary>Each training is approved by hand once, before anything of it is done.</summary>
    public required bool ManualApproval { get; init; }

    /// <summary>Updates leave under masks or not at all.</summary>
    public bool OnlyMasked { get; init; }

    /// <summary>Why a task is not done.</summary>
    /// <param name="rounds">Rounds of the task's training that this site has sent something in.</param>
    /// <param name="spent">Noisy training of the task's dataset so far.</param>
    /// <param name="recipeHash">SHA-256 of the task's recipe, lower-case hexadecimal.</param>
    /// <param name="steps">That the recipe makes; null when it does not say.</param>
    /// <param name="now">Local time.</param>
    /// <returns>Null when it may be done.</returns>
    public string? Refusal(SiteTask task, string recipeHash, int? steps, IReadOnlySet<int> rounds, IReadOnlyList<PrivacySpent> spent, DateTime now)
    {
        if (!Recipes.Any(allowed => Allows(allowed, task.RecipeName, recipeHash)))
            return $"the recipe {task.RecipeName} ({recipeHash[..12]}) is not among those that this site allows";
        if (!Datasets.TryGetValue(task.Dataset, out var dataset))
            return $"this site offers no dataset {task.Dataset}";
        if (rounds.Count >= MostRounds && !rounds.Contains(task.Round))
            return $"this site takes part in at most {MostRounds} rounds of one training";
        if (Hours is { } hours && !TimeOnly.FromDateTime(now).IsBetween(hours.From, hours.Until))
            return $"this site works from {hours.From:HH:mm} to {hours.Until:HH:mm}";
        if (OnlyMasked && task.Masked is null)
            return "this site sends updates under masks alone";
        return task.Kind == SiteTask.Train && dataset.Budget is { } budget ? BudgetRefusal(task, budget, steps, spent) : null;
    }

    /// <summary>Whether a task that nothing refuses waits for the operator's word.</summary>
    public bool Awaits(SiteTask task, IReadOnlySet<string> approved) => ManualApproval && !approved.Contains(task.Training);

    private static string? BudgetRefusal(SiteTask task, PrivacyBudget budget, int? steps, IReadOnlyList<PrivacySpent> spent)
    {
        if (task.Privacy is not { } privacy)
            return $"the dataset {task.Dataset} is trained on with noise alone, and none is asked for";
        if (steps is not { } count)
            return "the recipe does not say how many steps it makes";
        return budget.Allows(spent, new(privacy.SampleRate, privacy.NoiseMultiplier, count)) ? null
            : FormattableString.Invariant($"the privacy budget of {task.Dataset} (ε {budget.Epsilon} at δ {budget.Delta}) is spent: ε {budget.Spent(spent).Epsilon:0.###} so far");
    }

    private static bool Allows(string allowed, string name, string hash) => allowed.Split('@') switch
    {
        [var any] => any == name,
        [var one, { Length: >= 8 } begins] => one == name && hash.StartsWith(begins, StringComparison.Ordinal),
        _ => false,
    };
}
