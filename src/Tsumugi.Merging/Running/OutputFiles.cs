using System.Text.Json.Nodes;
using Tsumugi.Formats;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Planning;

namespace Tsumugi.Merging.Running;

/// <summary>What stands beside the tensors: description, tokenizer, index of shards, and the record of the merge.</summary>
internal static class OutputFiles
{
    private const string Config = "config.json", ChatTemplate = "chat_template.jinja";

    /// <summary>Names under which families of models keep the number of their layers.</summary>
    private static readonly string[] LayerFields = ["num_hidden_layers", "n_layer", "n_layers", "num_layers"];

    /// <summary>A tokenizer's files, which come from the model that lends the vocabulary.</summary>
    private static readonly string[] Tokenizer =
    [
        "tokenizer.json", "tokenizer_config.json", "tokenizer.model", "spiece.model", "special_tokens_map.json",
        "vocab.json", "vocab.txt", "merges.txt", "added_tokens.json", ChatTemplate,
    ];

    /// <summary>Endings of files of weights, which are the input's and not the output's, as are its card and how it came to be.</summary>
    private static readonly string[] NotCopied =
        [".safetensors", ".safetensors.index.json", ".bin", ".bin.index.json", ".pt", ".pth", ".ckpt", ".onnx", ".gguf", ".md", ".gitattributes", Config, MergeRecord.FileName];

    private static readonly System.Text.Json.JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(MergePlan plan, MergeRecord record, string folder)
    {
        if (plan.Donor.Files.ContainsKey(Config))
            WriteText(folder, Config, Description(plan).ToJsonString(Json));
        var lender = plan.Vocabulary?.Donor ?? plan.Donor;
        foreach (var (name, path) in plan.Donor.Files.Where(file => !Tokenizer.Contains(file.Key)).Concat(lender.Files.Where(file => Tokenizer.Contains(file.Key))))
        {
            // Heads in folders were taught on the donor's own weights.
            if (!name.Contains('/', StringComparison.Ordinal) && !NotCopied.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))
                WholeFile.Write(Path.Combine(folder, name), file => CopyTo(path, file));
        }

        if (plan.Vocabulary is { Added.Count: > 0 } vocabulary)
            TokenizerFiles.AddTokens(folder, vocabulary);
        if (plan.Configuration.ChatTemplate is { } template && template != "auto" && template.Contains("{%", StringComparison.Ordinal))
            WriteText(folder, ChatTemplate, template);
        if (record.Tensors.Select(tensor => tensor.File).Distinct(StringComparer.Ordinal).Count() > 1)
            WriteText(folder, ShardedSafetensors.IndexFile, Index(plan, record).ToJsonString(Json));
        WriteText(folder, MergeRecord.FileName, record.ToJson());
    }

    private static JsonObject Description(MergePlan plan)
    {
        var config = plan.Donor.Config();
        var layers = config.Select(pair => pair.Key).FirstOrDefault(LayerFields.Contains);
        if (plan.Layers is { } count && layers is not null)
            config[layers] = count;
        if (plan.Vocabulary is { } vocabulary && config.ContainsKey("vocab_size"))
            config["vocab_size"] = vocabulary.Rows;
        if (config.ContainsKey("torch_dtype") && TypeName(plan) is { } type)
            config["torch_dtype"] = type;
        return config;
    }

    /// <summary>That of most of the output's elements.</summary>
    private static string? TypeName(MergePlan plan) => plan.Tensors.GroupBy(tensor => tensor.Type).MaxBy(group => group.Sum(tensor => tensor.Count))?.Key switch
    {
        TensorType.F64 => "float64",
        TensorType.F32 => "float32",
        TensorType.F16 => "float16",
        TensorType.BF16 => "bfloat16",
        _ => null,
    };

    private static JsonObject Index(MergePlan plan, MergeRecord record) => new()
    {
        ["metadata"] = new JsonObject { ["total_size"] = plan.Tensors.Sum(tensor => tensor.Type.ByteLength(tensor.Count)!.Value) },
        ["weight_map"] = new JsonObject(record.Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).Select(tensor => KeyValuePair.Create<string, JsonNode?>(tensor.Name, tensor.File))),
    };

    private static void CopyTo(string path, FileStream target)
    {
        using var source = File.OpenRead(path);
        source.CopyTo(target);
    }

    private static void WriteText(string folder, string name, string text) => WholeFile.Write(Path.Combine(folder, name), file => file.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
