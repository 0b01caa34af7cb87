using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Inputs;

namespace Tsumugi.Merging.Planning;

/// <summary>The output's tokens, and the row of each in every model: embeddings are aligned by token, not by row.</summary>
/// <remarks>Source of the rules: mergekit 0.1.4, tokenizer/embed.py.</remarks>
internal sealed class VocabularyPlan
{
    private const string OwnFile = "vocabulary.json";

    private readonly IReadOnlyDictionary<string, Vocabulary> _models;
    private readonly TokenizerSettings _settings;
    private readonly string? _base;

    private VocabularyPlan(TokenizerSettings settings, string? baseModel, IReadOnlyDictionary<string, Vocabulary> models, InputModel donor, Dictionary<string, int> ids, IReadOnlyList<string> added)
    {
        (_settings, _base, _models, Donor, Ids, Added) = (settings, baseModel, models, donor, ids, added);
        var rows = ids.Values.Max() + 1;
        Rows = (rows + settings.RowMultiple - 1) / settings.RowMultiple * settings.RowMultiple;
    }

    /// <summary>Whose tokenizer the output's is made from.</summary>
    public InputModel Donor { get; }

    public IReadOnlyDictionary<string, int> Ids { get; }

    /// <summary>Tokens that the donor lacks, in the order of their rows.</summary>
    public IReadOnlyList<string> Added { get; }

    public int Rows { get; }

    public static VocabularyPlan? Make(MergeConfiguration configuration, IReadOnlyList<InputModel> models, InputModel donor, List<string> conflicts)
    {
        RefuseOwnDifferences(models, conflicts);
        if (configuration.Tokenizer is not { } settings)
        {
            RefuseDifferences(models, conflicts);
            return null;
        }

        if (settings.Source is not (TokenizerSettings.Union or TokenizerSettings.OfBase))
            donor = models.First(model => model.Name == settings.Source);

        // A model without a tokenizer is taken to have the base's, as mergekit does.
        if (donor.Vocabulary is not { Ids.Count: > 0 } first)
        {
            conflicts.Add($"model '{donor.Name}' has no tokenizer ({Vocabulary.Tokenizer}, {Vocabulary.Words} or {Vocabulary.Json}); name a tokenizer source that has one");
            return null;
        }

        var known = models.ToDictionary(model => model.Name, model => model.Vocabulary ?? first, StringComparer.Ordinal);
        var ids = new Dictionary<string, int>(first.Ids, StringComparer.Ordinal);
        var wanted = settings.Source == TokenizerSettings.Union
            ? models.SelectMany(model => known[model.Name].Ids.OrderBy(pair => pair.Value).Select(pair => pair.Key))
            : [];
        var (added, next) = (new List<string>(), first.Rows);
        foreach (var token in wanted.Concat(settings.Tokens.Keys))
        {
            if (ids.TryAdd(token, next))
            {
                added.Add(token);
                next++;
            }
        }

        return new(settings, configuration.Base, known, donor, ids, added);
    }

    /// <summary>Embeddings of one name of all models, aligned.</summary>
    /// <param name="stored">By model, as they lie in the files; [rows, …].</param>
    public IReadOnlyDictionary<string, INumberSource> Align(IReadOnlyDictionary<string, StoredTensor> stored, int rowLength, List<string> conflicts)
    {
        var own = stored.ToDictionary(pair => pair.Key, pair => OwnRows(pair.Key, pair.Value.Info.Shape[0]), StringComparer.Ordinal);
        var fallback = new Dictionary<int, RowOrigin>();
        foreach (var (token, row) in Ids)
        {
            var having = stored.Keys.Where(model => own[model][row] >= 0).ToList();
            if (_settings.Tokens.TryGetValue(token, out var setting) && !setting.IsDefault)
            {
                if (Chosen(token, row, setting, stored, own, conflicts) is { } chosen)
                    fallback[row] = chosen;
                if (setting.IsForced)
                    Force(own, row);
            }
            else if (having.Count > 0 && having.Count < stored.Count)
            {
                var from = _base is not null && having.Contains(_base) ? [_base] : having;
                fallback[row] = new([.. from.Select(model => ((INumberSource)stored[model], (long)own[model][row]))]);
            }
        }

        return stored.ToDictionary(pair => pair.Key, pair => (INumberSource)new AlignedRows(pair.Value, rowLength, own[pair.Key], fallback), StringComparer.Ordinal);
    }

    private int[] OwnRows(string model, long rows)
    {
        var own = new int[Rows];
        Array.Fill(own, -1);
        foreach (var (token, row) in Ids)
        {
            if (_models[model].Ids.TryGetValue(token, out var id) && id < rows)
                own[row] = id;
        }

        return own;
    }

    private RowOrigin? Chosen(
        string token, int row, TokenSetting setting, IReadOnlyDictionary<string, StoredTensor> stored, Dictionary<string, int[]> own, List<string> conflicts)
    {
        if (setting.Model is not { } model)
            return new([]);
        if (!stored.TryGetValue(model, out var tensor))
        {
            conflicts.Add($"the token '{token}' is to come from '{model}', which is no source of '{stored.Keys.First()}'");
            return null;
        }

        var place = setting.TokenId ?? (setting.Token is { } other ? _models[model].Ids.GetValueOrDefault(other, -1) : own[model][row]);
        if (place >= 0 && place < tensor.Info.Shape[0])
            return new([(tensor, place)]);
        conflicts.Add($"the token '{token}' is to come from '{model}', which has no {(setting.TokenId is { } id ? $"row {id}" : $"token '{setting.Token ?? token}'")}");
        return null;
    }

    private static void Force(Dictionary<string, int[]> own, int row)
    {
        foreach (var rows in own.Values)
            rows[row] = -1;
    }

    /// <summary>The engine's own vocabularies, of genes or of columns, are not aligned.</summary>
    private static void RefuseOwnDifferences(IReadOnlyList<InputModel> models, List<string> conflicts)
    {
        var having = models.Where(model => model.Files.ContainsKey(OwnFile)).ToList();
        foreach (var model in having.Skip(1))
        {
            if (!File.ReadAllBytes(having[0].Files[OwnFile]).AsSpan().SequenceEqual(File.ReadAllBytes(model.Files[OwnFile])))
                conflicts.Add($"the vocabularies of '{having[0].Name}' and '{model.Name}' differ ({OwnFile}), and such ones are not aligned; merge models that were trained with one vocabulary");
        }
    }

    private static void RefuseDifferences(IReadOnlyList<InputModel> models, List<string> conflicts)
    {
        var having = models.Where(model => model.Vocabulary is not null).ToList();
        foreach (var model in having.Skip(1))
        {
            if (having[0].Vocabulary!.Difference(model.Vocabulary!) is { } token)
                conflicts.Add($"the vocabularies of '{having[0].Name}' and '{model.Name}' differ, for one in the token '{token}' (row {Row(having[0], token)} and {Row(model, token)}); say tokenizer_source: union, base or a model's name");
        }

        static string Row(InputModel model, string token) => model.Vocabulary!.Ids.TryGetValue(token, out var row) ? $"{row}" : "none";
    }
}
