namespace Tsumugi.Models.Tracking.Filters;

/// <summary>What may be asked of one kind of thing.</summary>
/// <param name="Texts">Attributes that are texts.</param>
/// <param name="Numbers">Attributes that are numbers.</param>
/// <param name="Others">Other spellings of attributes, and the main one.</param>
/// <param name="Subjects">What may be asked besides attributes.</param>
public sealed record FilterVocabulary(
    IReadOnlyList<string> Texts, IReadOnlyList<string> Numbers, IReadOnlyDictionary<string, string> Others, IReadOnlyList<FilterSubject> Subjects)
{
    public static readonly FilterVocabulary Runs = new(
        ["run_id", "run_name", "status", "artifact_uri", "user_id"],
        ["start_time", "end_time"],
        new Dictionary<string, string>
        {
            ["run name"] = "run_name",
            ["run id"] = "run_id",
            ["name"] = "run_name",
            ["created"] = "start_time",
            ["user id"] = "user_id",
            ["artifact uri"] = "artifact_uri",
        },
        [FilterSubject.Metric, FilterSubject.Param, FilterSubject.Tag, FilterSubject.Dataset]);

    public static readonly FilterVocabulary Experiments = new(
        ["name", "experiment_id"], ["creation_time", "last_update_time"], new Dictionary<string, string>(), [FilterSubject.Tag]);

    public static readonly FilterVocabulary RegisteredModels = new(
        ["name"], ["creation_timestamp", "last_updated_timestamp"],
        new Dictionary<string, string> { ["timestamp"] = "last_updated_timestamp", ["creation_time"] = "creation_timestamp" },
        [FilterSubject.Tag]);

    public static readonly FilterVocabulary ModelVersions = new(
        ["name", "run_id", "source_path", "current_stage"], ["version_number", "creation_timestamp", "last_updated_timestamp"],
        new Dictionary<string, string> { ["source"] = "source_path", ["version"] = "version_number", ["timestamp"] = "last_updated_timestamp" },
        [FilterSubject.Tag]);

    public static readonly FilterVocabulary LoggedModels = new(
        ["name", "model_id", "model_type", "status", "source_run_id"], ["creation_timestamp", "last_updated_timestamp"],
        new Dictionary<string, string> { ["creation_time"] = "creation_timestamp", ["creation_timestamp_ms"] = "creation_timestamp", ["last_updated_timestamp_ms"] = "last_updated_timestamp" },
        [FilterSubject.Tag, FilterSubject.Param]);

    /// <returns>The attribute's main name, or null when there is none.</returns>
    public string? Attribute(string word)
    {
        var name = word.ToLowerInvariant();
        name = Others.GetValueOrDefault(name, name);
        return Texts.Contains(name) || Numbers.Contains(name) ? name : null;
    }

    public static FilterSubject? Subject(string word) => word.ToLowerInvariant() switch
    {
        "attribute" or "attributes" or "attr" or "run" => FilterSubject.Attribute,
        "metric" or "metrics" => FilterSubject.Metric,
        "param" or "params" or "parameter" or "parameters" => FilterSubject.Param,
        "tag" or "tags" => FilterSubject.Tag,
        "dataset" or "datasets" => FilterSubject.Dataset,
        _ => null,
    };
}
