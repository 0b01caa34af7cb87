using YamlDotNet.RepresentationModel;

namespace Tsumugi.Merging.Configuration;

/// <summary>Reads <c>tokenizer_source</c> or <c>tokenizer</c>.</summary>
internal sealed class TokenizerReader(YamlFields root)
{
    public TokenizerSettings? Read()
    {
        var source = root.Text("tokenizer_source");
        if (root.Section("tokenizer") is not { } fields)
            return source is null ? null : new(source, new Dictionary<string, TokenSetting>(), 1);
        if (source is not null)
            root.Fault(fields.Node, "tokenizer", "either tokenizer_source or tokenizer is expected");
        var tokens = new Dictionary<string, TokenSetting>(StringComparer.Ordinal);
        if (fields.Section("tokens") is { } section)
        {
            foreach (var (token, node) in section.All())
            {
                if (Token(section, token, node) is { } setting)
                    tokens[token] = setting;
            }
        }

        var multiple = fields.Whole("pad_to_multiple_of");
        if (multiple is < 1)
            fields.Fault(fields.Find("pad_to_multiple_of")!, "pad_to_multiple_of", "a whole number from 1 is expected");
        var settings = new TokenizerSettings(fields.Text("source") ?? TokenizerSettings.Union, tokens, Math.Max(1, multiple ?? 1));
        fields.RefuseOthers();
        return settings;
    }

    private static TokenSetting? Token(YamlFields tokens, string token, YamlNode node)
    {
        if (node is not YamlMappingNode map)
        {
            tokens.Fault(node, token, "source and force are expected");
            return null;
        }

        var fields = new YamlFields(map, $"tokenizer.tokens.{token}", tokens.Faults);
        var setting = Source(fields, fields.Find("source")) with { IsForced = fields.Switch("force") };
        fields.RefuseOthers();
        return setting;
    }

    private static TokenSetting Source(YamlFields fields, YamlNode? node)
    {
        if (node is YamlScalarNode { Value.Length: > 0 } model)
            return new(model.Value, null, null, false, false);
        if (node is not YamlMappingNode map)
            return new(null, null, null, false, IsDefault: true);
        var source = new YamlFields(map, "source", fields.Faults);
        var (kind, named, token, id) = (source.Text("kind"), source.Text("model"), source.Text("token"), source.Whole("token_id"));
        source.RefuseOthers();
        if (kind is not ("zero" or "model_token") || (kind == "model_token" && (named is null || (token is null) == (id is null))))
            fields.Fault(node, "source", "a model, {kind: zero}, or {kind: model_token, model, and either token or token_id} is expected");
        return new(kind == "zero" ? null : named, token, id, false, false);
    }
}
