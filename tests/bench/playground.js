// Training as TensorFlow Playground does it: a network of nodes and links, one row at a time.
//
// Reads one JSON object a line and answers each with one. {create: {...}} makes a network; {epochs: n} trains it for n
// epochs and answers {milliseconds, losses}, the loss of all rows after each epoch.

const ACTIVATIONS = {
  relu: { output: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  tanh: {
    output: (z) => Math.tanh(z),
    slope: (z) => {
      const a = Math.tanh(z);
      return 1 - a * a;
    },
  },
  linear: { output: (z) => z, slope: () => 1 },
};

class Link {
  constructor(from, to, weight) {
    this.from = from;
    this.to = to;
    this.weight = weight;
    this.sumOfSlopes = 0;
    this.rows = 0;
  }
}

class Node {
  constructor(bias, activation) {
    this.bias = bias;
    this.activation = activation;
    this.incoming = [];
    this.outgoing = [];
    this.sum = 0;
    this.output = 0;
    this.byOutput = 0;
    this.bySum = 0;
    this.sumOfSlopes = 0;
    this.rows = 0;
  }

  compute() {
    this.sum = this.bias;
    for (const link of this.incoming) this.sum += link.weight * link.from.output;
    this.output = this.activation.output(this.sum);
  }
}

// layers: for each layer its units, each as [weights, bias].
function build(inputs, layers, activation) {
  let before = Array.from({ length: inputs }, () => new Node(0, ACTIVATIONS.linear));
  const network = [before];
  layers.forEach((units, depth) => {
    const kind = depth === layers.length - 1 ? ACTIVATIONS.linear : ACTIVATIONS[activation];
    const nodes = units.map(([weights, bias]) => {
      const node = new Node(bias, kind);
      weights.forEach((weight, i) => {
        const link = new Link(before[i], node, weight);
        before[i].outgoing.push(link);
        node.incoming.push(link);
      });
      return node;
    });
    network.push(nodes);
    before = nodes;
  });
  return network;
}

function forward(network, inputs) {
  inputs.forEach((value, i) => {
    network[0][i].output = value;
  });
  for (let depth = 1; depth < network.length; depth++) {
    for (const node of network[depth]) node.compute();
  }
  return network[network.length - 1][0].output;
}

// The slopes of half the squared error, added to what the rows of the batch gave before.
function backward(network, label) {
  const last = network[network.length - 1][0];
  last.byOutput = last.output - label;
  for (let depth = network.length - 1; depth >= 1; depth--) {
    for (const node of network[depth]) {
      node.bySum = node.byOutput * node.activation.slope(node.sum);
      node.sumOfSlopes += node.bySum;
      node.rows++;
      for (const link of node.incoming) {
        link.sumOfSlopes += node.bySum * link.from.output;
        link.rows++;
      }
    }
    if (depth > 1) {
      for (const node of network[depth - 1]) {
        node.byOutput = 0;
        for (const link of node.outgoing) node.byOutput += link.weight * link.to.bySum;
      }
    }
  }
}

function update(network, rate) {
  for (let depth = 1; depth < network.length; depth++) {
    for (const node of network[depth]) {
      node.bias -= (rate * node.sumOfSlopes) / node.rows;
      node.sumOfSlopes = 0;
      node.rows = 0;
      for (const link of node.incoming) {
        link.weight -= (rate * link.sumOfSlopes) / link.rows;
        link.sumOfSlopes = 0;
        link.rows = 0;
      }
    }
  }
}

class Training {
  constructor({ layers, activation, x, y, orders, batch, rate }) {
    this.network = build(x[0].length, layers, activation);
    Object.assign(this, { x, y, orders, batch, rate, epoch: 0 });
  }

  advance() {
    const order = this.orders[this.epoch++];
    for (let i = 0; i < order.length; i++) {
      const row = order[i];
      forward(this.network, this.x[row]);
      backward(this.network, this.y[row]);
      if ((i + 1) % this.batch === 0) update(this.network, 2 * this.rate); // half the squared error, twice the rate
    }
    let loss = 0;
    for (let row = 0; row < this.x.length; row++) loss += (forward(this.network, this.x[row]) - this.y[row]) ** 2;
    return loss / this.x.length;
  }
}

let training = null;
require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { create, epochs = 0 } = JSON.parse(line);
    if (create) training = new Training(create);
    const begin = performance.now();
    const losses = Array.from({ length: epochs }, () => training.advance());
    console.log(JSON.stringify({ milliseconds: performance.now() - begin, losses }));
  });
